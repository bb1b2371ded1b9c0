// GET /v1/seller/profile, /balance, /sales: who the caller is as a seller, what is theirs, and what was sold.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { payoutsOf } from '../../projectors/payouts/view.ts'
import { type Sale as SaleRow, salesOf } from '../../projectors/sales/view.ts'
import { fundsOf } from '../../projectors/seller-funds/view.ts'
import { type Seller, sellerById } from '../../projectors/sellers/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { Id, iso, isoOrNull, Kind, kindOf, OneOf, OrNull, Time } from '../shapes.ts'

const config = { allow: 'seller', kind: 'query' } as const
const tags = ['sellers']
const exampleId = '0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e'
const Minor = (description: string) => Type.Integer({ description: `minor units: ${description}` })
const Currency = Type.String({ description: 'ISO 4217' })

const Profile = Type.Object(
  {
    sellerId: Id('of the seller'),
    legalName: OrNull(Type.String({ description: 'null: erased' })),
    email: OrNull(Type.String({ description: 'null: erased' })),
    country: Type.String({ description: 'ISO 3166-1 alpha-2' }),
    termsVersion: Type.String({ description: "of the seller's terms that were accepted" }),
    appliedAt: Time('of the application'),
    account: Type.Object(
      {
        status: OneOf(['none', 'pending', 'active', 'restricted'], 'active: may be paid'),
        reason: OrNull(Type.String({ description: 'why it is restricted, a stable type' })),
      },
      { description: 'at the payment provider' },
    ),
    onboardingUrl: OrNull(
      Type.String({ description: 'the page of the provider that was asked for, while it is good' }),
    ),
  },
  {
    description: 'As it was said last.',
  },
)
const Answer = Type.Object(
  { profile: OrNull(Profile) },
  {
    description: 'null: the caller has not applied as a seller.',
    examples: [
      {
        profile: {
          ...{ sellerId: exampleId, legalName: 'Grete Müller', email: 'grete@example.org', country: 'DE' },
          ...{ termsVersion: '2026-11', appliedAt: '2026-11-21T20:15:00.000Z' },
          ...{ account: { status: 'active', reason: null }, onboardingUrl: null },
        },
      },
    ],
  },
)
const Balance = Type.Object({
  currency: Currency,
  available: Minor('may be paid out; below zero when more went back than there was'),
  held: Minor('of sales that may still be given back'),
  onTheWay: Minor('of payouts that were asked for'),
  nextAt: OrNull(Time('when the next of what is held becomes available')),
})
const balanceExample = {
  currency: 'EUR',
  available: 76_400,
  held: 764,
  onTheWay: 0,
  nextAt: '2026-12-06T00:00:00.000Z',
}
const Sale = Type.Object({
  orderId: Id('of the order'),
  filmId: Id('of the film'),
  title: Type.String(),
  kind: Kind,
  currency: Currency,
  amount: Minor('the price, tax included'),
  tax: Minor('the tax in it'),
  earned: OrNull(Minor("the seller's part; null for orders from before there were shares")),
  refunded: Minor('of the price, what went back by now'),
  refundedEarned: Minor("of the seller's part, what went back by now"),
  soldAt: Time('of the payment'),
  simulated: Type.Boolean({ description: 'true for the simulated audience' }),
})
const saleExample = {
  ...{
    orderId: exampleId,
    filmId: exampleId,
    title: 'Nosferatu',
    kind: 'buy',
    currency: 'EUR',
    amount: 1299,
    tax: 207,
  },
  ...{ earned: 764, refunded: 0, refundedEarned: 0, soldAt: '2026-11-21T20:15:00.000Z', simulated: false },
}

const Payout = Type.Object({
  payoutId: Id('of the payout'),
  amount: Minor('what was paid'),
  currency: Currency,
  status: OneOf(['requested', 'made', 'failed'], 'failed: it is available again'),
  month: OrNull(Type.String({ description: 'of the monthly payout; null: the seller asked' })),
  reason: OrNull(Type.String({ description: 'why it failed, a stable type' })),
  requestedAt: Time('of the request'),
  endedAt: OrNull(Time('when it was made, or failed')),
})
const payoutExample = {
  ...{ payoutId: exampleId, amount: 76_400, currency: 'EUR', status: 'made', month: '2026-11', reason: null },
  ...{ requestedAt: '2026-12-01T00:01:00.000Z', endedAt: '2026-12-01T00:01:02.000Z' },
}

const toSale = ({ orderId, filmId, title, kind, currency, ...sale }: SaleRow) => ({
  ...{ orderId, filmId, title, kind: kindOf(kind), currency },
  ...{ amount: Number(sale.amount), tax: Number(sale.taxAmount) },
  earned: sale.sellerAmount === null ? null : Number(sale.sellerAmount),
  ...{ refunded: Number(sale.back), refundedEarned: Number(sale.backSeller) },
  ...{ soldAt: iso(sale.soldAt), simulated: sale.simulated },
})

type Opened = Omit<Seller, 'legalName' | 'email'> & Readonly<{ legalName: string | null; email: string | null }>

const statuses = { PENDING: 'pending', ACTIVE: 'active', RESTRICTED: 'restricted' } as const

const toProfile = (seller: Opened, now: number) => {
  const { sellerId, legalName, email, country, termsVersion, appliedAt, accountStatus, accountReason } = seller
  const { onboardingUrl, onboardingUntil } = seller
  return {
    ...{ sellerId, legalName, email, country, termsVersion, appliedAt: iso(appliedAt) },
    account: { status: accountStatus ? statuses[accountStatus] : ('none' as const), reason: accountReason },
    onboardingUrl: onboardingUntil !== null && now < onboardingUntil ? onboardingUrl : null,
  }
}

export const sellerMoneyRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/seller/profile',
    { config, schema: { summary: 'The caller as a seller', tags, response: { 200: Answer } } },
    async (request, reply) =>
      reading(api, request, reply, ['sellers'], async () => {
        const seller = await sellerById(api.store, callerOf(request).personId)
        const [opened] = await api.sealing.open(seller ? [seller] : [], ['legalName', 'email'])
        return { profile: opened ? toProfile(opened, api.now()) : null }
      }),
  )

  app.get(
    '/v1/seller/balance',
    {
      config,
      schema: {
        summary: "What is the caller's, by currency",
        tags,
        response: { 200: Page(Balance, 'All currencies in which something was sold.', balanceExample) },
      },
    },
    async (request, reply) =>
      reading(api, request, reply, ['seller_funds'], async () => {
        const funds = await fundsOf(api.store, callerOf(request).personId)
        const items = funds.map(({ currency, available, held, onTheWay, nextAt }) => ({
          ...{ currency, available: Number(available), held: Number(held), onTheWay: Number(onTheWay) },
          nextAt: isoOrNull(nextAt),
        }))
        return { items, next: null }
      }),
  )

  app.get(
    '/v1/seller/sales',
    {
      config,
      schema: {
        summary: 'What the caller sold, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: { 200: Page(Sale, 'A page of sales.', saleExample) },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'orderId')
      return reading(api, request, reply, ['sales', 'films'], async () => {
        const { personId } = callerOf(request)
        const rows = await salesOf(api.store, personId, { limit: limit + 1, ...(after && { after }) })
        return page(rows, limit, (sale) => [sale.soldAt, sale.orderId], toSale)
      })
    },
  )

  app.get(
    '/v1/seller/payouts',
    {
      config,
      schema: {
        summary: 'What was paid to the caller, or is on its way, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: { 200: Page(Payout, 'A page of payouts.', payoutExample) },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'payoutId')
      return reading(api, request, reply, ['payouts'], async () => {
        const rows = await payoutsOf(api.store, callerOf(request).personId, {
          limit: limit + 1,
          ...(after && { after }),
        })
        return page(
          rows,
          limit,
          (payout) => [payout.requestedAt, payout.payoutId],
          ({ sellerId: _, amount, requestedAt, endedAt, ...payout }) => ({
            ...{ ...payout, amount: Number(amount), requestedAt: iso(requestedAt), endedAt: isoOrNull(endedAt) },
          }),
        )
      })
    },
  )
}
