// The checker's own fold of the log into what the views must say: another hand wrote it than the projectors'.
import type { Entry } from './world.ts'

type Folded = Map<string, Record<string, unknown>>
export type Views = Readonly<Record<'films' | 'orders' | 'library' | 'outcomes', Folded>>

const change = (rows: Folded, id: string, changes: Record<string, unknown>): void => {
  const row = rows.get(id)
  if (row) rows.set(id, { ...row, ...changes })
}

const film = (rows: Folded, type: string, f: Entry['fields']): void => {
  const id = String(f.filmId)
  if (type === 'FilmDrafted')
    rows.set(id, { sellerId: f.sellerId, status: 'draft', title: f.title, synopsis: '', genres: [], offers: 0 })
  if (type === 'FilmDescribed') change(rows, id, { title: f.title, synopsis: f.synopsis, genres: f.genres })
  if (type === 'OffersSet') change(rows, id, { offers: (f.offers as readonly unknown[]).length })
  if (type === 'FilmPublished') change(rows, id, { status: 'published' })
  if (type === 'FilmTakenDown') change(rows, id, { status: 'taken-down' })
}

const order = (orders: Folded, library: Folded, type: string, f: Entry['fields']): void => {
  const id = String(f.orderId)
  if (type === 'OrderPlaced')
    orders.set(id, { viewerId: f.viewerId, amount: Number(f.amount), status: 'placed', paymentId: null, reason: null })
  if (type === 'PaymentAttached') change(orders, id, { paymentId: f.paymentId })
  if (type === 'PaymentActionRequired') change(orders, id, { status: 'action-required' })
  if (type === 'PaymentTaken') change(orders, id, { status: 'paid' })
  if (type === 'PaymentFailed') change(orders, id, { status: 'failed', reason: f.reason })
  if (type === 'OrderExpired') change(orders, id, { status: 'expired' })
  if (type === 'OrderRefunded' && Number(f.total) >= Number(orders.get(id)?.amount))
    change(orders, id, { status: 'refunded' })
  if (type === 'EntitlementRevoked') library.delete(id)
  if (type === 'EntitlementGranted') library.set(id, { viewerId: f.viewerId, filmId: f.filmId, kind: f.kind })
}

const silent = new Set(['Barrier', 'NothingChanged', 'CommandExpired', 'ProcessorMovedOn'])

const outcome = (rows: Folded, { topic, partition, offset, key, headers }: Entry): void => {
  const id = headers['command-id']
  if (!id || silent.has(headers.type ?? '')) return
  const status = { CommandRejected: 'refused', CommandFailed: 'failed' }[headers.type ?? ''] ?? 'accepted'
  const before = (rows.get(id)?.events as readonly string[] | undefined) ?? []
  const events = status === 'accepted' ? [...before, headers.type] : []
  rows.set(id, { status, key, events, position: `${topic}/${partition}@${offset}` })
}

const decidedTopics = new Set(['catalogue', 'media', 'commerce', 'identity', 'sellers', 'coupons', 'plans'])

export const foldViews = (entries: readonly Entry[]): Views => {
  const views = { films: new Map(), orders: new Map(), library: new Map(), outcomes: new Map() } satisfies Views
  for (const entry of entries) {
    if (!decidedTopics.has(entry.topic)) continue
    outcome(views.outcomes, entry)
    const type = entry.headers.type ?? ''
    if (entry.topic === 'catalogue') film(views.films, type, entry.fields)
    if (entry.topic === 'commerce') order(views.orders, views.library, type, entry.fields)
  }
  return views
}
