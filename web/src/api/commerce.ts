// Orders and what they gave.
import { command, type Page, query } from './client.ts'
import type { FilmCard, Quality } from './films.ts'
import { licenceVersion } from './terms.ts'

export type OrderStatus = 'placed' | 'action-required' | 'paid' | 'failed' | 'expired' | 'refunded'

export type Order = Readonly<{
  orderId: string
  filmId: string
  title: string
  kind: 'buy' | 'rent'
  amount: number
  /** minor units that a coupon took off the price */
  discount: number | null
  currency: string
  status: OrderStatus
  /** the last refund that was asked for */
  refund: 'requested' | 'made' | 'failed' | null
  /** of the payment, by the payer; won and lost by the shop */
  dispute: 'open' | 'won' | 'lost' | null
  /** minor units that went back by now */
  refunded: number
  /** null when it cannot be given back (any more) */
  refundableUntil: string | null
  /** contained in the amount; its own amount is null before the payment */
  tax: Readonly<{ country: string; percent: number; amount: number | null }> | null
  /** where the viewer must authenticate, while `action-required` */
  actionUrl: string | null
  /** why it failed, a stable type */
  reason: string | null
  placedAt: string
  paidAt: string | null
}>

export type LibraryItem = Readonly<{
  orderId: string
  film: FilmCard
  kind: 'buy' | 'rent'
  status: 'preordered' | 'waiting' | 'running' | 'owned' | 'over' | 'returning'
  startBy: string | null
  endsAt: string | null
  /** ordered before it opened: it plays from then on */
  availableFrom: string | null
  /** null: the best there is */
  quality: Quality | null
}>

/** With a new card, which may be kept, or with one that is. */
export type PaysWith = Readonly<{ paymentMethod: string; saveCard: boolean }> | Readonly<{ cardId: string }>
export type NewOrder = Readonly<{ filmId: string; offerId: string; offerVersion: number; coupon?: string }> & PaysWith

/** Kept at the payment provider. `expires`: year and month. */
export type KeptCard = Readonly<{ cardId: string; brand: string; lastFour: string; expires: string }>

export const keptCards = (signal?: AbortSignal): Promise<Readonly<{ items: readonly KeptCard[] }>> =>
  query({ path: '/v1/cards', signal })

export const removeCard = (key: string, cardId: string): Promise<void> =>
  command({ method: 'DELETE', path: `/v1/cards/${cardId}`, key })

/** `key` is the wish to have this film: sent twice, it is one purchase. */
export const placeOrder = (key: string, order: NewOrder): Promise<Readonly<{ orderId: string }>> =>
  command({ method: 'POST', path: '/v1/orders', body: { ...order, licenceVersion }, key })

/** The whole of it, before the first play. */
export const giveBack = (key: string, orderId: string): Promise<Readonly<{ refundId: string }>> =>
  command({ method: 'POST', path: `/v1/orders/${orderId}/refund`, key })

export const order = (orderId: string, signal?: AbortSignal): Promise<Order> =>
  query({ path: `/v1/orders/${orderId}`, signal })

export const orders = (cursor?: string, signal?: AbortSignal): Promise<Page<Order>> =>
  query({ path: '/v1/orders', query: { cursor, limit: 50 }, signal })

export const library = (cursor?: string, signal?: AbortSignal): Promise<Page<LibraryItem>> =>
  query({ path: '/v1/library', query: { cursor, limit: 50 }, signal })
