// The provider's API for sellers, the page where they are onboarded, and a tester's switch for their state.
import { Type } from 'typebox'
import type { Account, Accounts } from './accounts.ts'
import { type Once, once } from './once.ts'
import { onboardingPage } from './page.ts'
import { Fault } from './payment.ts'
import type { App } from './server.ts'

const strict = { additionalProperties: false } as const
const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })
const Metadata = Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 500 }), { maxProperties: 50 })
const NewAccount = Type.Object({ country: Type.String({ pattern: '^[A-Z]{2}$' }), metadata: Metadata }, strict)
const NewLink = Type.Object({ returnUrl: Type.String({ maxLength: 2_000, pattern: '^https?://' }) }, strict)
const NewTransfer = Type.Object(
  {
    accountId: Type.String({ maxLength: 64 }),
    amount: Type.Integer({ minimum: 1 }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    metadata: Metadata,
  },
  strict,
)
const linkLife = 3_600_000

export const accountView = ({ id, country, status, metadata }: Account) => ({ id, country, status, metadata })

export type AccountRouteDeps = Readonly<{
  accounts: Accounts
  answers: Once
  publicUrl: () => string
  now: () => number
}>

export const accountRoutes = (app: App, { accounts, answers, publicUrl, now }: AccountRouteDeps): void => {
  app.post('/v1/accounts', { schema: { body: NewAccount } }, (request, reply) =>
    once(answers, request, reply, () => ({ status: 201, body: accountView(accounts.create(request.body)) })),
  )
  app.get('/v1/accounts/:id', { schema: { params: ById } }, (request) =>
    accountView(accounts.retrieve(request.params.id)),
  )
  app.post('/v1/accounts/:id/links', { schema: { params: ById, body: NewLink } }, (request, reply) =>
    once(answers, request, reply, () => {
      const { id, linkToken } = accounts.link(request.params.id, request.body.returnUrl)
      const url = `${publicUrl()}/sandbox/onboard/${id}?token=${linkToken ?? ''}`
      return { status: 201, body: { url, expiresAt: now() + linkLife } }
    }),
  )
  app.post('/v1/transfers', { schema: { body: NewTransfer } }, (request, reply) =>
    once(answers, request, reply, () => ({ status: 201, body: accounts.transfer(request.body) })),
  )
  const ofPayout = Type.Object({ payoutId: Type.String({ maxLength: 64 }) }, strict)
  app.get('/v1/transfers', { schema: { querystring: ofPayout } }, (request) => ({
    items: accounts.transfers(request.query.payoutId),
  }))
}

const Page = { params: ById, querystring: Type.Object({ token: Type.String({ maxLength: 64 }) }) }

/** For the seller's browser; the token in the address is the key. */
export const onboardingRoutes = (app: App, accounts: Accounts): void => {
  app.get('/sandbox/onboard/:id', { schema: Page }, (request, reply) => {
    const account = accounts.retrieve(request.params.id)
    if (account.linkToken === null || account.linkToken !== request.query.token)
      throw new Fault(404, 'account-not-found', 'This page is closed; ask for another one.')
    const policy = `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${new URL(account.returnUrl ?? '').origin}`
    return reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': `${policy}; frame-ancestors 'none'`, 'cache-control': 'no-store' })
      .send(onboardingPage(account))
  })
  app.post('/sandbox/onboard/:id', { schema: Page }, (request, reply) => {
    const { returnUrl } = accounts.onboard(request.params.id, request.query.token)
    return reply.redirect(returnUrl ?? '/', 303)
  })
}

/** What a tester may do to an account, as a provider does when papers run out. */
export const accountControls = (app: App, accounts: Accounts): void => {
  const Status = Type.Object({
    status: Type.Union([Type.Literal('pending'), Type.Literal('active'), Type.Literal('restricted')]),
  })
  app.post('/sandbox/accounts/:id/status', { schema: { params: ById, body: Status } }, (request) =>
    accountView(accounts.setStatus(request.params.id, request.body.status)),
  )
}
