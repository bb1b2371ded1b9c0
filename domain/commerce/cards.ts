// Cards that a viewer keeps at the provider for the next order: saved once they have paid, removed when asked.
import type {
  CommerceEvent,
  ForgetCards,
  PlaceOrder,
  RemoveCard,
  SaveCard,
} from '../../schemas/generated/types/commerce.ts'
import { type Decision, type Refusal, refuse } from '../decision.ts'
import type { Card, Library, Order } from './library.ts'

const cardOf = ({ cards }: Library, cardId: string): Card | undefined => cards.find((card) => card.cardId === cardId)

export type PaysWith = Readonly<{ paymentMethod: string; customerId: string | null; saveCard: boolean }>

/** What the order is paid with; a card that is kept already is not saved again. */
export const paysWith = (
  { cardId, paymentMethod, saveCard, provider }: PlaceOrder,
  library: Library,
): PaysWith | Refusal => {
  if (cardId === null) return { paymentMethod, customerId: null, saveCard }
  const card = cardOf(library, cardId)
  if (card?.provider !== provider) return refuse('card-removed', 'This card is not kept any more.')
  return { paymentMethod: card.token, customerId: card.customerId, saveCard: false }
}

/** To be told with the payment. */
export const savingAsked = (
  { viewerId, at }: Readonly<{ viewerId: string; at: number }>,
  { saveCard, orderId, provider, paymentId }: Order,
  { customers }: Library,
): readonly CommerceEvent[] => {
  if (!saveCard || paymentId === null) return []
  const customerId = customers.find((one) => one.provider === provider)?.customerId ?? null
  return [{ type: 'CardSavingAsked', at, viewerId, orderId, provider, paymentId, customerId }]
}

export const saveCard = ({ now, type: _, ...card }: SaveCard, library: Library): Decision<CommerceEvent> =>
  cardOf(library, card.cardId) ? [] : [{ type: 'CardSaved', at: now, ...card }]

export const removeCard = ({ now, viewerId, cardId }: RemoveCard, library: Library): Decision<CommerceEvent> => {
  const card = cardOf(library, cardId)
  if (!card) return refuse('not-found', 'There is no such card.')
  return [removed(viewerId, card, now)]
}

export const forgetCards = ({ now, viewerId }: ForgetCards, library: Library): Decision<CommerceEvent> => [
  ...library.cards.map((card) => removed(viewerId, card, now)),
  ...library.customers.map((customer) => ({ type: 'CustomerForgotten', at: now, viewerId, ...customer }) as const),
]

const removed = (viewerId: string, { cardId, provider, token }: Card, at: number): CommerceEvent => ({
  ...{ type: 'CardRemoved', at, viewerId, cardId, provider, token },
})
