// What is held for a seller and what is theirs: sales in, refunds out, and the days that have come.
import type { CreditSale, DebitRefund, ReleaseFunds, SellersEvent } from '../../schemas/generated/types/sellers.ts'
import { type Decision, refuse } from '../decision.ts'
import { availableFrom } from './rules.ts'
import { fundsOf, heldUntil, type Seller } from './seller.ts'

type Decided = Decision<SellersEvent>

/** Whether or not they applied: what was sold is theirs. Each event of a sale comes once: its command's id is the event's. */
export const creditSale = ({ now, heldUntil, sellerId, orderId, filmId, amount, currency }: CreditSale): Decided =>
  amount <= 0n
    ? []
    : [
        {
          ...{ type: 'SaleCredited', at: now, sellerId, orderId, filmId, amount, currency },
          availableAt: availableFrom(heldUntil),
        },
      ]

/** From what is held for that day, if it still is; else from what is available, be there so much or not. */
export const debitRefund = (command: DebitRefund, seller: Seller): Decided => {
  const { now, sellerId, orderId, filmId, amount, currency } = command
  if (amount <= 0n) return []
  const availableAt = availableFrom(command.heldUntil)
  const wasHeld = heldUntil(fundsOf(seller, currency), availableAt) >= amount
  return [{ type: 'RefundDebited', at: now, sellerId, orderId, filmId, amount, currency, availableAt, wasHeld }]
}

export const releaseFunds = ({ now, sellerId, currency, availableAt }: ReleaseFunds, seller: Seller): Decided => {
  if (now < availableAt) return refuse('conflict', 'It is held for longer.')
  const amount = heldUntil(fundsOf(seller, currency), availableAt)
  return amount === 0n ? [] : [{ type: 'FundsReleased', at: now, sellerId, amount, currency, availableAt }]
}
