// GET /v1/coupons, /v1/coupons/{code}/quote: the coupons that one made, and what one takes off a price.
import { Type } from 'typebox'
import { codeOf, discountOf, faultOfUse } from '../../domain/coupons/rules.ts'
import { type App, callerOf } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { type Coupon, couponById, couponsOf } from '../../projectors/coupons/view.ts'
import { filmById } from '../../projectors/films/view.ts'
import { idOf } from '../../runtime/index.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { cardExample, Id, iso, Kind, kindOf, OrNull, Time } from '../shapes.ts'

const tags = ['coupons']
const Count = (description: string) => Type.Integer({ description })

const Made = Type.Object({
  couponId: Id('of the coupon'),
  code: Type.String(),
  percent: OrNull(Count('of the price; null: an amount')),
  amount: OrNull(Count('minor units of `currency`; null: a percentage')),
  currency: OrNull(Type.String({ description: 'ISO 4217' })),
  most: Count('orders in all'),
  mostPerPerson: Count('orders of one viewer'),
  opensAt: OrNull(Time('it holds from then on; null: always did')),
  closesAt: Time('it holds until then'),
  kinds: Type.Array(Kind, { description: 'none: all' }),
  filmIds: Type.Array(Id('of a film'), { description: 'none: all' }),
  withdrawn: Type.Boolean(),
  held: Count('orders that wait for their payment'),
  used: Count('orders that were paid'),
  createdAt: Time('when it was made'),
})
const madeExample = {
  ...{ couponId: cardExample.filmId, code: 'AUTUMN26', percent: 20, amount: null, currency: null, most: 100 },
  ...{ mostPerPerson: 1, opensAt: null, closesAt: '2026-12-31T23:00:00.000Z', kinds: [], filmIds: [] },
  ...{ withdrawn: false, held: 1, used: 17, createdAt: '2026-11-21T20:15:00.000Z' },
}
const toMade = ({ makerId: _, sellerId: __, amount, opensAt, closesAt, kinds, createdAt, ...coupon }: Coupon) => ({
  ...coupon,
  amount: amount === null ? null : Number(amount),
  opensAt: opensAt === 0 ? null : iso(opensAt),
  ...{ closesAt: iso(closesAt), createdAt: iso(createdAt), kinds: kinds.map(kindOf) },
  filmIds: [...coupon.filmIds],
})

const minor = (description: string) => Type.Integer({ description })
const Quote = Type.Object(
  {
    code: Type.String(),
    price: minor('minor units of `currency`, without it'),
    discount: minor('what it takes off'),
    amount: minor('what is left to pay'),
    currency: Type.String({ description: 'ISO 4217' }),
  },
  {
    description: 'What an order would cost with it; whether it is used up only the order tells.',
    examples: [{ code: 'AUTUMN26', price: 999, discount: 199, amount: 800, currency: 'EUR' }],
  },
)

export const couponReads = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/coupons',
    {
      config: { allow: ['seller', 'operator'], kind: 'query' },
      schema: {
        summary: 'The coupons that the caller made, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: { 200: Page(Made, 'A page of coupons.', madeExample) },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'couponId')
      return reading(api, request, reply, ['coupons'], async () => {
        const asked = { limit: limit + 1, ...(after && { after }) }
        const rows = await couponsOf(api.store, callerOf(request).personId, asked)
        return page(rows, limit, (row) => [row.createdAt, row.couponId], toMade)
      })
    },
  )

  app.get(
    '/v1/coupons/:code/quote',
    {
      config: {
        allow: 'viewer',
        kind: 'query',
        problems: ['not-found', 'coupon-unknown', 'coupon-not-valid'],
      },
      schema: {
        summary: 'What a coupon takes off an offer',
        tags,
        params: Type.Object({ code: Type.String({ pattern: '^[A-Za-z0-9]{1,32}$' }) }),
        querystring: Type.Object({ filmId: Id('of the film'), offerId: Id('of the offer') }),
        response: { 200: Quote },
      },
    },
    async (request, reply) => {
      const { filmId, offerId } = request.query
      const code = codeOf(request.params.code)
      return reading(api, request, reply, ['coupons', 'films'], async () => {
        const [film, coupon] = await Promise.all([
          filmById(api.store, filmId),
          couponById(api.store, idOf('coupon', code)),
        ])
        const offer = film?.offers.find((one) => one.offerId === offerId)
        if (film?.status !== 'published' || !offer) throw problem('not-found')
        if (!coupon || coupon.withdrawn) throw problem('coupon-unknown', 'There is no such coupon.')
        const { kind, amount: price, currency } = offer
        const fault = faultOfUse(coupon, { filmId, sellerId: film.sellerId, kind, price, currency }, api.now())
        if (fault) throw problem('coupon-not-valid', fault)
        const discount = discountOf(coupon, price)
        return {
          ...{ code, price: Number(price), discount: Number(discount), amount: Number(price - discount), currency },
        }
      })
    },
  )
}
