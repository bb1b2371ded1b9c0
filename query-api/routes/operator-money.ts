// GET /v1/operator/sellers, /accounts, /ledger: who sells here, and where the money stands.
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { lastUnmatched } from '../../platform/unmatched-webhooks.ts'
import { accountsAfter } from '../../projectors/accounts/view.ts'
import { lastTransactions, type Transaction as TransactionRow, transactionsOf } from '../../projectors/ledger/view.ts'
import { lastSellers } from '../../projectors/sellers/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { Id, iso, OrNull, Time } from '../shapes.ts'

const config = { allow: 'operator', kind: 'query' } as const
const tags = ['operator']
const exampleId = '0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e'
const exampleTime = '2026-11-21T20:15:00.000Z'
const Currency = Type.String({ description: 'ISO 4217' })

const Seller = Type.Object({
  sellerId: Id('of the seller'),
  legalName: OrNull(Type.String({ description: 'null: erased' })),
  email: OrNull(Type.String({ description: 'null: erased' })),
  country: Type.String({ description: 'ISO 3166-1 alpha-2' }),
  appliedAt: Time('of the application'),
})
const Account = Type.Object({
  account: Type.String({ description: 'its name; seller_…:ID is a seller’s, tax_payable:COUNTRY a country’s' }),
  currency: Currency,
  balance: Type.Integer({ description: 'minor units, a debit above zero; in each currency all sum to zero' }),
  entries: Type.Integer({ description: 'how many were booked on it' }),
})
const Transaction = Type.Object({
  transactionId: Id('of the event that it books'),
  at: Time('of that event'),
  kind: Type.String({ description: "the event's name" }),
  orderId: OrNull(Id('of the order, or of the subscription')),
  reference: OrNull(Type.String({ description: "the payment provider's id of what moved" })),
  sellerId: OrNull(Id('of the seller; null where none has a part in it')),
  currency: Currency,
  entries: Type.Array(
    Type.Object({ account: Type.String(), amount: Type.Integer({ description: 'minor units, a debit above zero' }) }),
    { description: 'they sum to zero' },
  ),
  simulated: Type.Boolean({ description: 'true for the simulated audience' }),
})

const Unmatched = Type.Object({
  eventId: Type.String({ description: "the provider's" }),
  provider: Type.String(),
  type: Type.String({ description: "the provider's" }),
  paymentId: OrNull(Type.String({ description: 'the payment that it is about, as the provider calls it' })),
  orderId: OrNull(Id('of the order that it names')),
  at: Time('when it came'),
})

const toTransaction = ({ accounts, amounts, at, ...rest }: TransactionRow) => ({
  ...rest,
  at: iso(at),
  entries: accounts.map((account, n) => ({ account, amount: Number(amounts[n]) })),
})

export const operatorMoneyRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/operator/sellers',
    {
      config,
      schema: {
        summary: 'Who applied as a seller, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: {
          200: Page(Seller, 'A page of sellers.', {
            ...{ sellerId: exampleId, legalName: 'Grete Müller', email: 'grete@example.org', country: 'DE' },
            appliedAt: exampleTime,
          }),
        },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'sellerId')
      return reading(api, request, reply, ['sellers'], async () => {
        const rows = await lastSellers(api.store, { limit: limit + 1, ...(after && { after }) })
        const opened = await api.sealing.open(rows, ['legalName', 'email'])
        return page(
          opened,
          limit,
          (seller) => [seller.appliedAt, seller.sellerId],
          ({ sellerId, legalName, email, country, appliedAt }) => ({
            ...{ sellerId, legalName, email, country, appliedAt: iso(appliedAt) },
          }),
        )
      })
    },
  )

  app.get(
    '/v1/operator/accounts',
    {
      config,
      schema: {
        summary: 'What stands on each account, by currency and name',
        tags,
        querystring: Type.Object(pageQuery),
        response: {
          200: Page(Account, 'A page of accounts.', {
            ...{ account: 'psp_clearing', currency: 'EUR', balance: 129_900, entries: 100 },
          }),
        },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'place')
      const [currency = '', ...name] = (after?.place ?? '').split(':')
      return reading(api, request, reply, ['accounts'], async () => {
        const rows = await accountsAfter(api.store, {
          limit: limit + 1,
          ...(after && { after: { currency, account: name.join(':') } }),
        })
        return page(
          rows,
          limit,
          (row) => [0, `${row.currency}:${row.account}`],
          (row) => ({ ...row, balance: Number(row.balance) }),
        )
      })
    },
  )

  app.get(
    '/v1/operator/ledger',
    {
      config,
      schema: {
        summary: 'Transactions of the ledger, newest first; of an order, oldest first',
        tags,
        querystring: Type.Object({ orderId: Type.Optional(Id('of one order')), ...pageQuery }),
        response: {
          200: Page(Transaction, 'A page of transactions; all of the order.', {
            ...{ transactionId: exampleId, at: exampleTime, kind: 'SaleCredited', orderId: exampleId },
            reference: null,
            ...{ sellerId: exampleId, currency: 'EUR', simulated: false },
            entries: [
              { account: 'sellers_transit', amount: 764 },
              { account: `seller_pending:${exampleId}`, amount: -764 },
            ],
          }),
        },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'transactionId')
      const { orderId } = request.query
      if (orderId && after) throw problem('invalid-request', 'The transactions of an order come in one page.')
      return reading(api, request, reply, ['ledger'], async () => {
        if (orderId) return { items: (await transactionsOf(api.store, orderId)).map(toTransaction), next: null }
        const rows = await lastTransactions(api.store, { limit: limit + 1, ...(after && { after }) })
        return page(rows, limit, (one) => [one.at, one.transactionId], toTransaction)
      })
    },
  )

  app.get(
    '/v1/operator/webhooks',
    {
      config,
      schema: {
        summary: 'What a payment provider told about no order of ours, of the last month, newest first',
        tags,
        querystring: Type.Object(pageQuery),
        response: {
          200: Page(Unmatched, 'A page of them.', {
            ...{ eventId: 'evt_1', provider: 'stripe', type: 'charge.dispute.created', paymentId: 'pi_1' },
            ...{ orderId: null, at: exampleTime },
          }),
        },
      },
    },
    async (request) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'eventId')
      const rows = await lastUnmatched(api.store, { limit: limit + 1, ...(after && { after }) })
      return page(
        rows,
        limit,
        (one) => [one.at, one.eventId],
        ({ at, ...rest }) => ({ ...rest, at: iso(at) }),
      )
    },
  )
}
