// What a seller is and earns: the sellers decider. Key: sellerId. Sales and refunds come as commands of their own events.
import type {
  ApplyAsSeller,
  BillSubscription,
  ChangeSellerDetails,
  IssueInvoice,
  SellersCommand,
  SellersEvent,
} from '../../schemas/generated/types/sellers.ts'
import { assertNever, type Decision, refuse } from '../decision.ts'
import { isCountry } from '../places/rules.ts'
import { askOnboarding, noteAccountUpdate, offerOnboarding, recordAccount, recordAccountStatus } from './accounts.ts'
import { creditSale, debitRefund, releaseFunds } from './funds.ts'
import { recordPayout, recordPayoutFailed, requestPayout } from './payouts.ts'
import { askReconciliation, recordReconciliation } from './reconciliation.ts'
import { currentTerms } from './rules.ts'
import { evolve, newSeller, type Seller } from './seller.ts'

type Decided = Decision<SellersEvent>

export const decide = (command: SellersCommand, seller: Seller): Decided => {
  switch (command.type) {
    case 'ApplyAsSeller':
      return apply(command, seller)
    case 'ChangeSellerDetails':
      return changeDetails(command, seller)
    case 'CreditSale':
      return creditSale(command)
    case 'DebitRefund':
      return debitRefund(command, seller)
    case 'RecordSellerAccount':
      return recordAccount(command, seller)
    case 'AskOnboarding':
      return askOnboarding(command, seller)
    case 'OfferOnboarding':
      return offerOnboarding(command)
    case 'NoteAccountUpdate':
      return noteAccountUpdate(command, seller)
    case 'RecordAccountStatus':
      return recordAccountStatus(command, seller)
    case 'RequestPayout':
      return requestPayout(command, seller)
    case 'RecordPayout':
      return recordPayout(command, seller)
    case 'RecordPayoutFailed':
      return recordPayoutFailed(command, seller)
    case 'IssueInvoice':
      return issueInvoice(command, seller)
    case 'BillSubscription':
      return billSubscription(command, seller)
    case 'ReleaseFunds':
      return releaseFunds(command, seller)
    case 'AskReconciliation':
      return askReconciliation(command)
    case 'RecordReconciliation':
      return recordReconciliation(command, seller)
    default:
      return assertNever(command)
  }
}

const apply = ({ type: _, now, ...application }: ApplyAsSeller, seller: Seller): Decided => {
  if (seller.appliedAt !== null) return refuse('conflict', 'You applied already; change your details instead.')
  if (application.termsVersion !== currentTerms)
    return refuse('terms-changed', `The terms that hold now are those of ${currentTerms}.`)
  if (!isCountry(application.country)) return noCountry
  return [{ type: 'SellerApplied', at: now, ...application }]
}

const changeDetails = ({ type: _, now, ...details }: ChangeSellerDetails, seller: Seller): Decided => {
  if (seller.appliedAt === null) return refuse('not-found', 'Apply as a seller first.')
  if (!isCountry(details.country)) return noCountry
  return [{ type: 'SellerDetailsChanged', at: now, ...details }]
}

const noCountry = refuse('invalid-request', 'A country is a code of ISO 3166-1.')

/** The numbers of a year follow each other because one key gives them; each payment and refund asks once. */
const issueInvoice = ({ type: _, now, ...invoice }: IssueInvoice, { invoices }: Seller): Decided =>
  invoice.amount <= 0n ? [] : [{ type: 'InvoiceIssued', at: now, ...invoice, ...nextNumber(now, invoices) }]

/** In one row with all others. */
const billSubscription = ({ type: _, now, ...bill }: BillSubscription, { invoices }: Seller): Decided =>
  bill.amount <= 0n ? [] : [{ type: 'SubscriptionBilled', at: now, ...bill, ...nextNumber(now, invoices) }]

/** Time never falls on a key, so no number of a year that is over is given any more. */
const nextNumber = (now: number, invoices: Seller['invoices']) => {
  const year = new Date(now).getUTCFullYear()
  return { year, number: invoices?.year === year ? invoices.last + 1 : 1 }
}

/** For the deciders' room; raise codeVersion when `evolve` or the state's shape changes. */
export const sellersDecider = { name: 'sellers', initial: newSeller, decide, evolve, codeVersion: 2 } as const
