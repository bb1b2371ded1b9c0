// Subscribing to a plan, cancelling, taking that back, and changing to another plan.
import { Type } from 'typebox'
import { currentLicence } from '../../../domain/commerce/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { idOf } from '../../../runtime/index.ts'
import { answer, exampleId, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { type AskedOf, decided, keyFor, type Submit, sayPending } from '../submit.ts'
import type { Plan } from '../views.ts'
import { isCardNumber } from './orders.ts'

/** ms that a plan holds once it was fetched; a command that is decided later is refused. */
const planHolds = 15 * 60_000

const tags = ['subscriptions']
const params = Type.Object({ subscriptionId: Id('of the subscription') })
const Named = {
  planId: Id('of the plan'),
  planVersion: Type.Integer({ minimum: 1, description: 'as shown' }),
}
const told = <const Status extends string>(status: Status, description: string) =>
  answer({ subscriptionId: Id('of the subscription'), status: Type.Literal(status) }, description, {
    ...{ subscriptionId: exampleId, status },
  })

type Request = Parameters<typeof callerOf>[0] & Parameters<typeof keyFor>[0]
type Reply = Parameters<typeof decided>[1]

export const subscriptionRoutes = (app: App, { views, taxRates, settings }: CommandApi, submit: Submit): void => {
  /** As shown, and sold now. */
  const offered = async (planId: string, planVersion: number, currency: string) => {
    const plan = await views.plan(planId)
    if (!plan) throw problem('not-found', 'There is no such plan.')
    if (plan.retiredAt !== null) throw problem('plan-unavailable', 'This plan is not offered any more.')
    if (plan.version !== planVersion) throw problem('price-changed', 'The plan was changed; read it again.')
    return { planId, planVersion, amount: priceIn(plan, currency), currency, period: plan.period, plan }
  }

  const ask = async (
    command: AskedOf<'commerce'>,
    about: Readonly<{ subscriptionId: string; idempotencyKey: string; body: unknown }>,
    request: Request,
    reply: Reply,
  ) => {
    const { personId: viewerId, simulated } = callerOf(request)
    const { subscriptionId, idempotencyKey, body } = about
    const outcome = await submit(
      { context: 'commerce', key: viewerId, command },
      {
        ...{ actor: viewerId, operation: `${command.type} ${subscriptionId}`, idempotencyKey },
        ...{ bodyHash: bodyHashOf(body), simulated },
      },
      request,
    )
    const known = decided(outcome, reply)
    return known.status === 'pending' ? sayPending(known, reply) : undefined
  }

  app.post(
    '/v1/subscriptions',
    {
      config: {
        allow: 'viewer',
        kind: 'command',
        problems: ['not-found', 'price-changed', 'terms-changed', 'plan-unavailable', 'already-subscribed'],
      },
      schema: {
        summary: 'Subscribe to a plan',
        description:
          'Names the plan and the version that was shown. Nothing is charged yet: GET /v1/subscription tells when it plays, ' +
          'or where the payer must confirm the first payment. The same Idempotency-Key is the same subscription.',
        tags,
        body: Type.Object(
          {
            ...Named,
            currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217, one of the prices' }),
            licenceVersion: Type.String({ maxLength: 20, description: 'of the licence text that the viewer accepts' }),
            paymentMethod: Type.String({
              pattern: '^[A-Za-z0-9_-]{1,120}$',
              description: "the payment provider's token for a card; never a card number",
            }),
          },
          {
            additionalProperties: false,
            examples: [
              {
                ...{ planId: exampleId, planVersion: 1, currency: 'EUR', paymentMethod: 'pm_success' },
                licenceVersion: currentLicence,
              },
            ],
          },
        ),
        response: { 201: told('requested', 'It waits for its first payment, or its trial begins.'), 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId: viewerId } = callerOf(request)
      const { planId, planVersion, currency, licenceVersion, paymentMethod } = request.body
      if (isCardNumber(paymentMethod)) throw problem('invalid-request', 'Send a token of the provider, no card number.')
      const idempotencyKey = keyFor(request, reply)
      const subscriptionId = idOf('subscription', viewerId, idempotencyKey)
      const found = await offered(planId, planVersion, currency).catch(async (fault: unknown) => {
        // What was asked for before the plan changed is still that subscription.
        if ((await views.subscription(viewerId))?.subscriptionId !== subscriptionId) throw fault
        return undefined
      })
      const requested = { subscriptionId, status: 'requested' } as const
      if (!found) return reply.code(201).send(requested)
      const { plan, ...terms } = found
      const taxCountry = (await views.country(viewerId)) ?? null
      const taxRate = taxCountry === null ? null : taxRates.rateOf(taxCountry)
      const { provider } = settings.payments
      const rules = { trialDays: plan.trialDays, grace: settings.subscriptionGrace, licenceVersion }
      const pays = { taxRate, taxCountry, provider, paymentMethod }
      const asked = { viewerId, subscriptionId, ...terms, ...rules, ...pays }
      const pending = await ask(
        { type: 'Subscribe', ...asked, validUntil: Date.now() + planHolds },
        { subscriptionId, idempotencyKey, body: request.body },
        request,
        reply,
      )
      return pending ? reply.send(pending) : reply.code(201).send(requested)
    },
  )

  app.post(
    '/v1/subscriptions/:subscriptionId/cancellation',
    {
      config: { allow: 'viewer', kind: 'command', problems: ['not-found', 'subscription-over'] },
      schema: {
        summary: 'Cancel a subscription',
        description: 'What is paid plays until its end; nothing is charged after it. During the grace it ends at once.',
        tags,
        params,
        response: { 200: told('cancelled', 'It ends with what is paid.'), 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId: viewerId } = callerOf(request)
      const { subscriptionId } = request.params
      const about = { subscriptionId, idempotencyKey: keyFor(request, reply), body: null }
      const pending = await ask({ type: 'CancelSubscription', viewerId, subscriptionId }, about, request, reply)
      return pending ? reply.send(pending) : reply.send({ subscriptionId, status: 'cancelled' })
    },
  )

  app.delete(
    '/v1/subscriptions/:subscriptionId/cancellation',
    {
      config: { allow: 'viewer', kind: 'command', problems: ['not-found', 'subscription-over'] },
      schema: {
        summary: 'Take a cancellation back',
        description: 'Until the subscription has ended.',
        tags,
        params,
        response: { 200: told('resumed', 'It goes on after this period.'), 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId: viewerId } = callerOf(request)
      const { subscriptionId } = request.params
      const about = { subscriptionId, idempotencyKey: keyFor(request, reply), body: null }
      const pending = await ask({ type: 'ResumeSubscription', viewerId, subscriptionId }, about, request, reply)
      return pending ? reply.send(pending) : reply.send({ subscriptionId, status: 'resumed' })
    },
  )

  app.put(
    '/v1/subscriptions/:subscriptionId/plan',
    {
      config: {
        allow: 'viewer',
        kind: 'command',
        problems: [
          ...(['not-found', 'price-changed', 'plan-unavailable', 'plan-differs', 'payment-pending'] as const),
          ...(['subscription-over', 'subscription-cancelled'] as const),
        ],
      },
      schema: {
        summary: 'Change to another plan from the next period on',
        description: 'Of the same period, in the same currency. The present plan again takes the change back.',
        tags,
        params,
        body: Type.Object(Named, { additionalProperties: false, examples: [{ planId: exampleId, planVersion: 1 }] }),
        response: { 200: told('changed', 'It holds from the next period that is paid.'), 202: Pending },
      },
    },
    async (request, reply) => {
      const { personId: viewerId } = callerOf(request)
      const { subscriptionId } = request.params
      const stands = await views.subscription(viewerId)
      if (stands?.subscriptionId !== subscriptionId) throw problem('not-found', 'There is no such subscription.')
      const { planId, planVersion } = request.body
      const { plan: _, ...terms } = isPresent(stands, request.body)
        ? { plan: undefined, planId, planVersion, ...priceOf(stands) }
        : await offered(planId, planVersion, stands.currency)
      const about = { subscriptionId, idempotencyKey: keyFor(request, reply), body: request.body }
      const command = { type: 'ChangePlan', viewerId, subscriptionId, ...terms, validUntil: Date.now() + planHolds }
      const pending = await ask({ ...command, type: 'ChangePlan' }, about, request, reply)
      return pending ? reply.send(pending) : reply.send({ subscriptionId, status: 'changed' })
    },
  )
}

type Stands = NonNullable<Awaited<ReturnType<CommandApi['views']['subscription']>>>

/** What the viewer has may be kept, whatever it costs others by now. */
const isPresent = (stands: Stands, { planId, planVersion }: Readonly<{ planId: string; planVersion: number }>) =>
  stands.planId === planId && stands.planVersion === planVersion

const priceOf = ({ amount, currency, period }: Stands) => ({ amount: BigInt(amount), currency, period })

const priceIn = ({ prices }: Plan, currency: string): bigint => {
  const price = prices.find((one) => one.currency === currency)
  if (!price) throw problem('invalid-request', `The plan has no price in ${currency}.`)
  return BigInt(price.amount)
}
