// What a provider's webhook is about, read from its verified body. The body is believed for nothing else.

/**
 * What our adapters put into the metadata of a payment or of a seller's account; or else the provider's own name of the
 * payment.
 */
export type WebhookSubject =
  | Readonly<{ viewerId: string; orderId: string }>
  | Readonly<{ sellerId: string; accountId: string }>
  | Readonly<{ viewerId: string; subscriptionId: string }>
  | Readonly<{ paymentId: string }>

export type WebhookNotice = Readonly<{
  /** the provider's */
  eventId: string
  type: string
  about: WebhookSubject
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
 * Sandbox: `{id: "evt_…", type: "payment.succeeded", created, data: {payment: {id, …, metadata: {viewerId, orderId}}}}`,
 * `data: {account: {id, …, metadata: {sellerId}}}` or `data: {subscription: {id, …, metadata: {viewerId, subscriptionId}}}`.
 * Stripe: `{id: "evt_…", object: "event", type, data: {object: {object: "payment_intent" | "charge" | …, metadata}}}`; an
 * invoice has those of its subscription under `parent.subscription_details`; what has no metadata of ours (a refund, a dispute) names its payment as `payment_intent`.
 * Undefined when it is about no payment and no seller: answer 2xx and do nothing, so that it is not sent again.
 */
export const readWebhook = (provider: string, json: unknown): WebhookNotice | undefined => {
  const event = fields(json)
  const data = fields(event.data)
  const eventId = event.id
  if (typeof eventId !== 'string' || eventId === '' || eventId.length > longest) return undefined
  const about = subjectOf(
    fields(provider === 'sandbox' ? (data.payment ?? data.account ?? data.subscription) : data.object),
  )
  const type = String(event.type).slice(0, longest)
  return about && { eventId, type, about, mayBeRefund: !coming.test(type) }
}

const longest = 255

const subjectOf = (object: Readonly<Record<string, unknown>>): WebhookSubject | undefined => {
  const { viewerId, orderId, sellerId, subscriptionId } = metadataOf(object)
  if (isUuid(viewerId) && isUuid(orderId)) return { viewerId, orderId }
  if (isUuid(viewerId) && isUuid(subscriptionId)) return { viewerId, subscriptionId }
  const { id: accountId, payment_intent: paymentId } = object
  if (isUuid(sellerId) && isName(accountId)) return { sellerId, accountId }
  return isName(paymentId) ? { paymentId } : undefined
}

const metadataOf = ({ object, metadata, parent }: Readonly<Record<string, unknown>>) =>
  fields(object === 'invoice' ? fields(fields(parent).subscription_details).metadata : metadata)

const isName = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,100}$/.test(value)

const isUuid = (value: unknown): value is string => typeof value === 'string' && uuid.test(value)

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
