// What a provider's webhook is about, read from its verified body. The body is believed for nothing else.

/** `eventId` is the provider's; the other two are what our adapters put into the payment's metadata. */
export type WebhookNotice = Readonly<{
  eventId: string
  viewerId: string
  orderId: string
  /** by its type it may be about money that goes back */
  mayBeRefund: boolean
}>

/** The header with the signature (platform/signature.ts), by provider; lower case. */
export const signatureHeaders = { sandbox: 'webhook-signature', stripe: 'stripe-signature' } as const

/** Ends of types that tell of money on its way to us; whatever else there is, or will be, may be about the other way. */
const coming =
  /^(payment|payment_intent|charge)\.(created|requires_[a-z]+|processing|pending|succeeded|captured|failed|payment_failed|canceled|expired|updated)$/

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Sandbox: `{id: "evt_…", type: "payment.succeeded", created, data: {payment: {id, …, metadata: {viewerId, orderId}}}}`.
 * Stripe: `{id: "evt_…", object: "event", type, data: {object: {object: "payment_intent" | "charge" | …, metadata}}}`.
 * Undefined when it is not an event about an order of ours: answer 2xx and do nothing, so that it is not sent again.
 */
export const readWebhook = (provider: string, json: unknown): WebhookNotice | undefined => {
  const event = fields(json)
  const data = fields(event.data)
  const { viewerId, orderId } = fields(fields(provider === 'sandbox' ? data.payment : data.object).metadata)
  const eventId = event.id
  if (typeof eventId !== 'string' || eventId === '' || eventId.length > 255) return undefined
  if (!isUuid(viewerId) || !isUuid(orderId)) return undefined
  return { eventId, viewerId, orderId, mayBeRefund: !coming.test(String(event.type)) }
}

const isUuid = (value: unknown): value is string => typeof value === 'string' && uuid.test(value)

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
