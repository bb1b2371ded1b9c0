// What localstripe 1.15.10 does not say or take as Stripe does, put right between it and our adapter. Listed in
// docs/payments.md; what it does wrong about money (no idempotency keys, refunds above the payment) is left as it is.

export type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

/** Parameters that Stripe knows and localstripe refuses. */
const unknown: ReadonlySet<string> = new Set(['return_url', 'setup_future_usage'])

/** The form as localstripe takes it, and what was left out. */
export const taken = (form: string): Readonly<{ form: string; left: URLSearchParams }> => {
  const [kept, left] = [new URLSearchParams(), new URLSearchParams()]
  for (const [name, value] of new URLSearchParams(form)) (unknown.has(name) ? left : kept).append(name, value)
  return { form: kept.toString(), left }
}

/** `bankOf`: the page where the payer of an intent authenticates. */
export const said = (object: unknown, bankOf: (intentId: string) => string): unknown => {
  const all = fieldsOf(object)
  if (all.object === 'list') return { ...all, data: (all.data as unknown[]).map((one) => said(one, bankOf)) }
  if (all.object !== 'payment_intent') return object
  const sdk = fieldsOf(all.next_action).type === 'use_stripe_sdk'
  const redirect = { type: 'redirect_to_url', redirect_to_url: { url: bankOf(String(all.id)) } }
  return {
    ...all,
    amount_received: all.status === 'succeeded' ? all.amount : 0,
    // With a return_url Stripe sends the payer to a page.
    next_action: sdk ? redirect : all.next_action,
  }
}

/** A declined card is a card error at Stripe; what is not there, and a step that no longer fits, have a code. */
export const saidWrong = (path: string, status: number, body: unknown): unknown => {
  const error = fieldsOf(fieldsOf(body).error)
  if (status === 402) return { error: { ...error, type: 'card_error' } }
  if (status === 404 && !error.code)
    return { error: { ...error, type: 'invalid_request_error', code: 'resource_missing' } }
  const isStep = status === 400 && /^\/v1\/payment_intents\/\w+\/(confirm|cancel)$/.test(path)
  return isStep && !error.code ? { error: { ...error, code: 'payment_intent_unexpected_state' } } : body
}

/** The order that a search of ours is for. */
export const searched = (query: string | null): string | undefined =>
  /^metadata\['orderId'\]:'([^']+)'$/.exec(query ?? '')?.[1]
