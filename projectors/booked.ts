// The events that are booked: every view of the ledger folds all of them, or the books do not agree.
import type { Booked } from '../domain/ledger/rules.ts'

/** The same handler for each of them; one that `entriesOf` knows and this does not is a type error. */
export const onBooked = <Handler>(book: Handler) =>
  ({
    PaymentTaken: book,
    OrderRefunded: book,
    DisputeOpened: book,
    DisputeWon: book,
    DisputeLost: book,
    SubscriptionPeriodPaid: book,
    SubscriptionChargeUnwanted: book,
    SubscriptionChargeReturned: book,
    SaleCredited: book,
    RefundDebited: book,
    FundsReleased: book,
    PayoutRequested: book,
    PayoutMade: book,
    PayoutFailed: book,
    CurrencyReconciled: book,
  }) satisfies Record<Booked['type'], Handler>
