// POST /v1/webhooks/payments/{provider}: a provider says that something changed; the payments worker asks it what.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { webhookFault } from '../../../platform/signature.ts'
import { readWebhook, signatureHeaders, type WebhookNotice } from '../../../platform/webhook-body.ts'
import { answer } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { type Asked, decided, type Submit } from '../submit.ts'

/** Give it a context of its own: the signature is over the bytes as they came. */
export const webhookRoute = (app: App, api: CommandApi, submit: Submit): void => {
  const { settings, logger } = api
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  const { provider, webhookSecret } = settings.payments

  /** What the log is to be told; undefined when nothing of ours is meant. */
  const askedFor = async ({ eventId, about, mayBeRefund }: WebhookNotice): Promise<Asked | undefined> => {
    if ('sellerId' in about) {
      const { sellerId, accountId } = about
      const command = { type: 'NoteAccountUpdate', sellerId, accountId, causeId: eventId } as const
      return { context: 'sellers', key: sellerId, command }
    }
    if ('subscriptionId' in about) {
      const { viewerId, subscriptionId } = about
      const command = { type: 'NoteSubscriptionUpdate', viewerId, subscriptionId, providerEventId: eventId } as const
      return { context: 'commerce', key: viewerId, command }
    }
    const order = 'orderId' in about ? about : await api.views.orderOfPayment(about.paymentId)
    if (!order) return undefined
    const { viewerId, orderId } = order
    const command = { type: 'NotePaymentUpdate', viewerId, orderId, providerEventId: eventId, mayBeRefund } as const
    return { context: 'commerce', key: viewerId, command }
  }

  const isNoted = async (notice: WebhookNotice, request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
    const asked = await askedFor(notice)
    if (!asked) return false
    const sender = { idempotencyKey: notice.eventId, bodyHash: bodyHashOf(notice), simulated: false }
    const outcome = await submit(asked, { actor: provider, ...sender }, request)
    if (outcome.status === 'refused') return false
    decided(outcome, reply)
    return true
  }

  const keep = ({ eventId, type, about }: WebhookNotice): Promise<void> => {
    logger.info({ eventId, type, ...about }, 'webhook about nothing of ours')
    const named = { paymentId: null, orderId: null, ...about }
    return api.keepUnmatched({ eventId, provider, type, paymentId: named.paymentId, orderId: named.orderId })
  }

  app.post(
    '/v1/webhooks/payments/:provider',
    {
      bodyLimit: 256 * 1024,
      validatorCompiler: () => () => true,
      config: { allow: 'signature', problems: ['not-found', 'unauthenticated'] },
      schema: {
        summary: 'Tell that a payment changed',
        description:
          'For the payment provider. Signed over the raw bytes; nothing in the body is believed but what it is about.',
        tags: ['orders'],
        params: Type.Object({ provider: Type.String({ maxLength: 20, examples: ['sandbox'] }) }),
        body: Type.Object(
          { id: Type.String({ description: "the event's id" }), type: Type.String() },
          { description: 'as the provider writes it', examples: [{ id: 'evt_1', type: 'payment.succeeded' }] },
        ),
        response: { 202: answer({ received: Type.Literal(true) }, 'It will be looked into.', { received: true }) },
      },
    },
    async (request, reply) => {
      if ((request.params as { provider: string }).provider !== provider)
        throw problem('not-found', 'This payment provider is not in use.')
      const body = request.body as unknown as Buffer
      const header = request.headers[signatureHeaders[provider]]
      const fault = webhookFault(body, typeof header === 'string' ? header : undefined, webhookSecret, Date.now())
      if (fault) throw problem('unauthenticated', `The signature does not hold: ${fault}.`)

      const notice = readWebhook(provider, parsed(body))
      if (!notice) return reply.code(202).send({ received: true })
      if (!(await isNoted(notice, request, reply))) await keep(notice)
      return reply.code(202).send({ received: true })
    },
  )
}

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw problem('invalid-request', 'The body is not valid JSON.')
  }
}
