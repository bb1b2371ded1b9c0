// POST /v1/webhooks/payments/{provider}: a provider says that something changed; the payments worker asks it what.
import { Type } from 'typebox'
import type { App } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { webhookFault } from '../../../platform/signature.ts'
import { readWebhook, signatureHeaders } from '../../../platform/webhook-body.ts'
import { answer } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, type Submit } from '../submit.ts'

/** Give it a context of its own: the signature is over the bytes as they came. */
export const webhookRoute = (app: App, { settings, logger }: CommandApi, submit: Submit): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  const { provider, webhookSecret } = settings.payments

  app.post(
    '/v1/webhooks/payments/:provider',
    {
      bodyLimit: 256 * 1024,
      validatorCompiler: () => () => true,
      config: { allow: 'signature', problems: ['not-found', 'unauthenticated'] },
      schema: {
        summary: 'Tell that a payment changed',
        description:
          'For the payment provider. Signed over the raw bytes; nothing in the body is believed but which order it is about.',
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
      const { eventId: providerEventId, viewerId, orderId, mayBeRefund } = notice
      const outcome = await submit(
        {
          context: 'commerce',
          key: viewerId,
          command: { type: 'NotePaymentUpdate', viewerId, orderId, providerEventId, mayBeRefund },
        },
        { actor: provider, idempotencyKey: providerEventId, bodyHash: bodyHashOf(notice), simulated: false },
        request,
      )
      if (outcome.status === 'refused')
        logger.info({ orderId, problem: outcome.problem }, 'webhook about no order of ours')
      else decided(outcome, reply)
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
