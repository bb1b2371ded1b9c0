// GET /v1/library, /v1/orders, /v1/orders/{orderId}, /v1/recommendations: what is the caller's own.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { filmsByIds } from '../../projectors/films/view.ts'
import { libraryOf } from '../../projectors/library/view.ts'
import { type Order as OrderRow, orderById, ordersOf } from '../../projectors/orders/view.ts'
import { recommendedFor } from '../../projectors/recommendations/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import {
  Card,
  cardExample,
  Id,
  iso,
  isoOrNull,
  Kind,
  kindOf,
  OneOf,
  OrNull,
  Quality,
  qualityOf,
  Time,
  toCard,
} from '../shapes.ts'

const tags = ['library']

const Entitlement = Type.Object({
  orderId: Id('of the order that gave it'),
  film: Card,
  kind: Kind,
  status: OneOf(
    ['preordered', 'waiting', 'running', 'owned', 'over', 'returning'],
    'preordered: it plays from availableFrom on; returning: the money is on its way back, it does not play',
  ),
  startBy: OrNull(Time('a rental must be started before')),
  endsAt: OrNull(Time('a started rental ends')),
  availableFrom: OrNull(Time('ordered before it opened: it plays from then on')),
  quality: OrNull(Quality),
})
const entitlementExample = {
  orderId: cardExample.filmId,
  film: cardExample,
  kind: 'rent',
  status: 'waiting',
  startBy: '2026-12-21T20:15:00.000Z',
  endsAt: null,
  ...{ availableFrom: null, quality: 'hd' },
}

const Order = Type.Object(
  {
    orderId: Id('of the order'),
    filmId: Id('of the film'),
    title: Type.String(),
    kind: Kind,
    quality: OrNull(Quality),
    availableFrom: OrNull(Time('ordered before it opened: it plays from then on')),
    amount: Type.Integer({ description: 'minor units, tax included' }),
    discount: OrNull(Type.Integer({ description: 'minor units that a coupon took off the price' })),
    currency: Type.String({ description: 'ISO 4217' }),
    status: OneOf(
      ['placed', 'action-required', 'paid', 'failed', 'expired', 'refunded'],
      'refunded: all of it went back',
    ),
    refund: OrNull(OneOf(['requested', 'made', 'failed'], 'the last one that was asked for')),
    dispute: OrNull(OneOf(['open', 'won', 'lost'], 'of the payment, by the payer; won and lost by the shop')),
    refunded: Type.Integer({ description: 'minor units that went back by now' }),
    refundableUntil: OrNull(Time('until when it may be given back, null when that is not possible any more')),
    tax: OrNull(
      Type.Object(
        {
          country: Type.String({ description: 'ISO 3166-1 alpha-2' }),
          percent: Type.Number(),
          amount: OrNull(Type.Integer({ description: 'minor units; null before the payment' })),
        },
        { description: 'contained in the amount; null when no country was said' },
      ),
    ),
    actionUrl: OrNull(Type.String({ description: 'where to authenticate, while action-required' })),
    reason: OrNull(Type.String({ description: 'why it failed, a stable type' })),
    placedAt: Time('of the order'),
    paidAt: OrNull(Time('of the payment')),
  },
  { description: 'The order, which is the receipt once it is paid.' },
)
const orderExample = {
  orderId: cardExample.filmId,
  filmId: cardExample.filmId,
  title: 'Nosferatu',
  kind: 'rent',
  ...{ quality: 'hd', availableFrom: null },
  ...{ amount: 399, discount: null },
  currency: 'EUR',
  status: 'paid',
  refund: null,
  dispute: null,
  refunded: 0,
  refundableUntil: '2026-12-05T20:15:01.000Z',
  tax: { country: 'DE', percent: 19, amount: 64 },
  actionUrl: null,
  reason: null,
  placedAt: '2026-11-21T20:15:00.000Z',
  paidAt: '2026-11-21T20:15:01.000Z',
}
const toOrder = (row: OrderRow, now: number) => {
  const { viewerId: _, playedAt, kind, amount, refunded, refund, refundableUntil, placedAt, paidAt, ...rest } = row
  const { taxRate, taxCountry, taxAmount, quality, availableFrom, discount, ...order } = rest
  const isDisputed = order.dispute === 'open'
  const canBeReturned = order.status === 'paid' && playedAt === null && refund !== 'requested' && !isDisputed
  const isInTime = canBeReturned && refundableUntil !== null && now < refundableUntil
  return {
    ...order,
    kind: kindOf(kind),
    quality: qualityOf(quality),
    availableFrom: isoOrNull(availableFrom),
    amount: Number(amount),
    discount: discount === null ? null : Number(discount),
    refund,
    refunded: Number(refunded),
    refundableUntil: isInTime ? iso(refundableUntil) : null,
    tax:
      taxRate === null || taxCountry === null
        ? null
        : { country: taxCountry, percent: taxRate / 100, amount: taxAmount === null ? null : Number(taxAmount) },
    placedAt: iso(placedAt),
    paidAt: isoOrNull(paidAt),
  }
}

export const libraryRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/library',
    {
      config: { allow: 'viewer', kind: 'query' },
      schema: {
        summary: 'What the caller may watch, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: { 200: Page(Entitlement, 'A page of entitlements.', entitlementExample) },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'orderId')
      return reading(api, request, reply, ['library', 'films'], async () => {
        const asked = { now: api.now(), limit: limit + 1, ...(after && { after }) }
        const rows = await libraryOf(api.store, callerOf(request).personId, asked)
        const films = new Map(
          (
            await filmsByIds(
              api.store,
              rows.map((r) => r.filmId),
            )
          ).map((f) => [f.filmId, toCard(f)]),
        )
        const { items, next } = page(
          rows,
          limit,
          (row) => [row.grantedAt, row.orderId],
          (row) => row,
        )
        // A film that its view has not read yet is shown when it has.
        const shown = items.flatMap(({ orderId, filmId, kind, status, quality, ...row }) => {
          const film = films.get(filmId)
          const clocks = { startBy: isoOrNull(row.startBy), endsAt: isoOrNull(row.endsAt) }
          const given = { quality: qualityOf(quality), availableFrom: isoOrNull(row.availableFrom) }
          return film ? [{ orderId, film, kind: kindOf(kind), status, ...clocks, ...given }] : []
        })
        return { items: shown, next }
      })
    },
  )

  app.get(
    '/v1/orders',
    {
      config: { allow: 'viewer', kind: 'query' },
      schema: {
        summary: "The caller's orders, newest first",
        tags,
        querystring: Type.Object(pageQuery),
        response: { 200: Page(Order, 'A page of orders.', orderExample) },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'orderId')
      return reading(api, request, reply, ['orders', 'films'], async () => {
        const rows = await ordersOf(api.store, callerOf(request).personId, {
          limit: limit + 1,
          ...(after && { after }),
        })
        return page(
          rows,
          limit,
          (o) => [o.placedAt, o.orderId],
          (o) => toOrder(o, api.now()),
        )
      })
    },
  )

  app.get(
    '/v1/orders/:orderId',
    {
      config: { allow: 'viewer', kind: 'query', problems: ['not-found'] },
      schema: {
        summary: 'One order',
        tags,
        params: Type.Object({ orderId: Id('of the order') }),
        response: { 200: { ...Order, examples: [orderExample] } },
      },
    },
    async (request, reply) => {
      const order = await reading(api, request, reply, ['orders', 'films'], () =>
        orderById(api.store, request.params.orderId),
      )
      if (order?.viewerId !== callerOf(request).personId) throw problem('not-found')
      return toOrder(order, api.now())
    },
  )

  app.get(
    '/v1/recommendations',
    {
      config: { allow: 'viewer', kind: 'query' },
      schema: {
        summary: 'Films for the caller, best first; what is trending for a newcomer',
        tags: ['films'],
        response: {
          200: Type.Object(
            { basis: OneOf(['personal', 'trending']), items: Type.Array(Card) },
            { description: 'The list.', examples: [{ basis: 'personal', items: [cardExample] }] },
          ),
        },
      },
    },
    async (request, reply) =>
      reading(api, request, reply, ['recommendations', 'films'], async () => {
        const { basis, items } = await recommendedFor(api.store, callerOf(request).personId)
        const films = new Map(
          (
            await filmsByIds(
              api.store,
              items.map((i) => i.filmId),
            )
          ).map((f) => [f.filmId, f]),
        )
        const shown = items.flatMap(({ filmId }) => {
          const film = films.get(filmId)
          return film?.status === 'published' ? [toCard(film)] : []
        })
        return { basis: basis === 'PERSONAL' ? ('personal' as const) : ('trending' as const), items: shown }
      }),
  )
}
