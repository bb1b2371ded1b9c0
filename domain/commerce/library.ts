// One viewer's orders, grants and open playbacks, folded from the events. Key: viewerId.
import type { CommerceEvent, EntitlementGranted } from '../../schemas/generated/types/commerce.ts'
import { assertNever } from '../decision.ts'
import { type Access, accessStatus } from './rules.ts'

/** `open` until the money is there or will not come. Money as decimal text: the state is plain JSON. */
export type Order = Readonly<{
  orderId: string
  filmId: string
  sellerId: string
  kind: 'BUY' | 'RENT'
  amount: string
  currency: string
  startWithin: number | null
  watchWithin: number | null
  status: 'open' | 'paid' | 'failed' | 'expired'
  paymentId: string | null
  actionUrl: string | null
}>

/** What a paid order gives; watchWithin in ms, 0 when bought. */
export type Grant = Access & Readonly<{ orderId: string; filmId: string; watchWithin: number }>

export type Playback = Readonly<{ playbackId: string; filmId: string; expiresAt: number; closed: boolean }>

export type Library = Readonly<{
  orders: readonly Order[]
  grants: readonly Grant[]
  playbacks: readonly Playback[]
}>

export const emptyLibrary: Library = { orders: [], grants: [], playbacks: [] }

export const orderOf = (library: Library, orderId: string): Order | undefined =>
  library.orders.find((order) => order.orderId === orderId)

/** Everything that lets this film be watched now. */
export const liveGrants = (library: Library, filmId: string, now: number): readonly Grant[] =>
  library.grants.filter((grant) => grant.filmId === filmId && accessStatus(grant, now) !== 'over')

export const openOrders = (library: Library, filmId: string): readonly Order[] =>
  library.orders.filter((order) => order.filmId === filmId && order.status === 'open')

export const evolve = (library: Library, event: CommerceEvent): Library => forget(fold(library, event), event.at)

const fold = (library: Library, event: CommerceEvent): Library => {
  switch (event.type) {
    case 'OrderPlaced': {
      const { orderId, filmId, sellerId, kind, amount, currency, startWithin, watchWithin } = event
      const terms = { orderId, filmId, sellerId, kind, amount: String(amount), currency, startWithin, watchWithin }
      const order: Order = { ...terms, status: 'open', paymentId: null, actionUrl: null }
      return { ...library, orders: [...library.orders, order] }
    }
    case 'PaymentAttached':
      return changeOrder(library, event.orderId, { paymentId: event.paymentId })
    case 'PaymentActionRequired':
      return changeOrder(library, event.orderId, { actionUrl: event.actionUrl })
    case 'PaymentTaken':
      return changeOrder(library, event.orderId, { status: 'paid' })
    case 'PaymentFailed':
      return changeOrder(library, event.orderId, { status: 'failed' })
    case 'OrderExpired':
      return changeOrder(library, event.orderId, { status: 'expired' })
    case 'EntitlementGranted':
      return { ...library, grants: [...library.grants, grantOf(event)] }
    case 'RentalStarted':
      return {
        ...library,
        grants: library.grants.map((grant) =>
          grant.orderId === event.orderId && grant.kind === 'RENT' ? { ...grant, endsAt: event.endsAt } : grant,
        ),
      }
    case 'PlaybackGranted': {
      const { playbackId, filmId, expiresAt } = event
      const others = library.playbacks.filter((playback) => playback.playbackId !== playbackId)
      return { ...library, playbacks: [...others, { playbackId, filmId, expiresAt, closed: false }] }
    }
    case 'PlaybackClosed':
      return {
        ...library,
        playbacks: library.playbacks.map((playback) =>
          playback.playbackId === event.playbackId ? { ...playback, closed: true } : playback,
        ),
      }
    case 'PaymentUpdateNoticed':
      return library
    default:
      return assertNever(event)
  }
}

/** A rental without clocks was never sold; told so by a broken record, it is over at once. */
const grantOf = ({ at, orderId, filmId, kind, startBy, watchWithin }: EntitlementGranted): Grant =>
  kind === 'BUY'
    ? { kind, orderId, filmId, watchWithin: 0 }
    : { kind, orderId, filmId, startBy: startBy ?? at, watchWithin: watchWithin ?? 0, endsAt: null }

const changeOrder = (library: Library, orderId: string, part: Partial<Order>): Library => ({
  ...library,
  orders: library.orders.map((order) => (order.orderId === orderId ? { ...order, ...part } : order)),
})

/** A dead token needs no closing. Orders stay: a forgotten one could be placed, and charged, again. */
const forget = (library: Library, now: number): Library => ({
  ...library,
  playbacks: library.playbacks.filter((playback) => now < playback.expiresAt),
})
