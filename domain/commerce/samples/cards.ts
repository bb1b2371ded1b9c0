// Cards that are kept.
import type { CommerceCommand, CommerceEvent, SaveCard } from '../../../schemas/generated/types/commerce.ts'
import { ids } from './orders.ts'

const { viewerId } = ids
const sealed =
  's1.00000000-0000-4000-8000-000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' as SaveCard['brand']

export const keep = (now: number, part: Partial<SaveCard> = {}): SaveCard => ({
  ...{ type: 'SaveCard', now, viewerId, cardId: 'card', provider: 'sandbox', customerId: 'customer', token: 'token' },
  ...{ brand: sealed, lastFour: sealed, expires: sealed },
  ...part,
})
export const kept = (at: number, part: Partial<SaveCard> = {}): CommerceEvent => {
  const { now, type: _, ...card } = keep(at, part)
  return { type: 'CardSaved', at: now, ...card }
}
export const drop = (now: number, cardId = 'card'): CommerceCommand => ({ type: 'RemoveCard', now, viewerId, cardId })
export const dropped = (at: number, cardId = 'card', token = 'token'): CommerceEvent => ({
  ...{ type: 'CardRemoved', at, viewerId, cardId, provider: 'sandbox', token },
})
export const savingAsked = (at: number, customerId: string | null = null): CommerceEvent => ({
  ...{ type: 'CardSavingAsked', at, viewerId, orderId: 'order', provider: 'sandbox', paymentId: 'pay', customerId },
})
