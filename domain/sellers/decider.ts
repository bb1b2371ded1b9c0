// What a seller is and earns: the sellers decider. Key: sellerId. Sales and refunds come as commands of their own events.
import type {
  ApplyAsSeller,
  ChangeSellerDetails,
  CreditSale,
  DebitRefund,
  IssueInvoice,
  ReleaseFunds,
  SellersCommand,
  SellersEvent,
} from '../../schemas/generated/types/sellers.ts'
import { assertNever, type Decision, refuse } from '../decision.ts'
import { isCountry } from '../places/rules.ts'
import { availableFrom, currentTerms } from './rules.ts'
import { evolve, fundsOf, heldUntil, newSeller, type Seller } from './seller.ts'

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
    case 'IssueInvoice':
      return issueInvoice(command, seller)
    case 'ReleaseFunds':
      return releaseFunds(command, seller)
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

/** Whether or not they applied: what was sold is theirs. Each event of a sale comes once: its command's id is the event's. */
const creditSale = ({ now, heldUntil, sellerId, orderId, filmId, amount, currency }: CreditSale): Decided =>
  amount <= 0n
    ? []
    : [
        {
          ...{ type: 'SaleCredited', at: now, sellerId, orderId, filmId, amount, currency },
          availableAt: availableFrom(heldUntil),
        },
      ]

/** From what is held for that day, if it still is; else from what is available, be there so much or not. */
const debitRefund = (command: DebitRefund, seller: Seller): Decided => {
  const { now, sellerId, orderId, filmId, amount, currency } = command
  if (amount <= 0n) return []
  const availableAt = availableFrom(command.heldUntil)
  const wasHeld = heldUntil(fundsOf(seller, currency), availableAt) >= amount
  return [{ type: 'RefundDebited', at: now, sellerId, orderId, filmId, amount, currency, availableAt, wasHeld }]
}

/** The numbers of a year follow each other because one key gives them; each payment and refund asks once. */
const issueInvoice = ({ type: _, now, ...invoice }: IssueInvoice, { invoices }: Seller): Decided => {
  if (invoice.amount <= 0n) return []
  // Time never falls on a key, so no number of a year that is over is given any more.
  const year = new Date(now).getUTCFullYear()
  const number = invoices?.year === year ? invoices.last + 1 : 1
  return [{ type: 'InvoiceIssued', at: now, ...invoice, year, number }]
}

const releaseFunds = ({ now, sellerId, currency, availableAt }: ReleaseFunds, seller: Seller): Decided => {
  if (now < availableAt) return refuse('conflict', 'It is held for longer.')
  const amount = heldUntil(fundsOf(seller, currency), availableAt)
  return amount === 0n ? [] : [{ type: 'FundsReleased', at: now, sellerId, amount, currency, availableAt }]
}

/** For the deciders' room; raise codeVersion when `evolve` or the state's shape changes. */
export const sellersDecider = { name: 'sellers', initial: newSeller, decide, evolve, codeVersion: 1 } as const
