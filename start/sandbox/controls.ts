// What is not the provider's API: the payer's page, and the switches with which a tester makes trouble.
import { Type } from 'typebox'
import type { Bank } from './bank.ts'
import { authenticationPage } from './page.ts'
import { Fault, type Payment } from './payment.ts'
import type { App } from './server.ts'
import { Behaviour, outages, punctual, type Switches } from './switches.ts'
import type { Webhooks } from './webhooks.ts'

const PageAddress = {
  params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  querystring: Type.Object({ token: Type.String({ maxLength: 64 }) }),
}

/** Nothing is loaded, and the form leads here and, by redirect, back to the shop. */
const policyOf = (returnUrl: string | null): string => {
  const back = returnUrl === null ? '' : ` ${new URL(returnUrl).origin}`
  return `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'${back}; frame-ancestors 'none'; base-uri 'none'`
}

const bodyLimit = 1_024

export const payerRoutes = (app: App, bank: Bank): void => {
  const readText = { parseAs: 'string', bodyLimit } as const
  app.addContentTypeParser('application/x-www-form-urlencoded', readText, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )

  const theirs = (id: string, token: string): Payment => {
    const payment = bank.retrieve(id)
    if (payment.actionToken === null || payment.actionToken !== token)
      throw new Fault(404, 'payment-not-found', 'There is no such payment.')
    return payment
  }

  app.get('/sandbox/authenticate/:id', { schema: PageAddress }, (request, reply) => {
    const payment = theirs(request.params.id, request.query.token)
    return reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': policyOf(payment.returnUrl), 'cache-control': 'no-store' })
      .send(authenticationPage(payment))
  })

  const Decision = Type.Object({ decision: Type.Union([Type.Literal('approve'), Type.Literal('decline')]) })
  app.post('/sandbox/authenticate/:id', { schema: { ...PageAddress, body: Decision } }, (request, reply) => {
    const { params, query, body } = request
    const payment = bank.authenticate(params.id, query.token, body.decision === 'approve')
    if (payment.returnUrl !== null) return reply.redirect(payment.returnUrl, 303)
    return reply.redirect(`/sandbox/authenticate/${params.id}?token=${query.token}`, 303)
  })
}

export type ControlDeps = Readonly<{ bank: Bank; switches: Switches; webhooks: Webhooks; changed: () => void }>

export const controlRoutes = (app: App, { bank, switches, webhooks, changed }: ControlDeps): void => {
  const { params } = PageAddress
  const Dispute = Type.Object({
    amount: Type.Optional(Type.Integer({ minimum: 1 })),
    reason: Type.Optional(Type.String({ pattern: '^[a-z_]{1,40}$' })),
  })
  const Ended = Type.Object({ status: Type.Union([Type.Literal('won'), Type.Literal('lost')]) })
  app.post('/sandbox/payments/:id/dispute', { schema: { params, body: Dispute } }, (request) => {
    const { dispute } = bank.dispute(request.params.id, request.body)
    return { dispute }
  })
  app.post('/sandbox/payments/:id/dispute/end', { schema: { params, body: Ended } }, (request) => {
    const { dispute } = bank.endDispute(request.params.id, request.body.status)
    return { dispute }
  })

  const OutageBody = Type.Object({ outage: Type.Union(outages.map((outage) => Type.Literal(outage))) })

  app.get('/sandbox/outage', () => ({ outage: switches.outage() }))
  app.post('/sandbox/outage', { schema: { body: OutageBody } }, (request) => {
    switches.setOutage(request.body.outage)
    changed()
    return { outage: switches.outage() }
  })

  app.get('/sandbox/behaviour', () => switches.behaviour())
  app.post('/sandbox/behaviour', { schema: { body: Type.Partial(Behaviour) } }, (request) => {
    switches.setBehaviour({ ...punctual, ...request.body })
    return switches.behaviour()
  })

  app.get('/sandbox/deliveries/:id', { schema: { params: PageAddress.params } }, (request) => ({
    items: webhooks.deliveries(request.params.id),
  }))
}
