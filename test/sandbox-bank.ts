// The sandbox provider as its operator and its payers use it, over its own HTTP.
import { eventually } from '../start/client/api.ts'

export type SubscriptionAtBank = Readonly<{
  status: string
  invoices: readonly Readonly<{
    id: string
    status: string
    planId: string
    amount: number
    paymentId: string | null
    periodStart: number
    periodEnd: number
  }>[]
}>

type Env = Readonly<Record<string, string>>
export type PaymentSeen = Readonly<{ id: string; status: string; amount: number; refunded: number }>
export type Delivery = Readonly<{ eventId: string; answered: number | null; doneAt: number | null }>

export const sandboxBank = (env: Env) => {
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${env.MATINEE_PAYMENTS_URL}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${env.MATINEE_PAYMENTS_KEY}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(`sandbox ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const paymentsOf = async (orderId: string) =>
    (await ask<{ items: PaymentSeen[] }>(`/v1/payments?orderId=${orderId}`)).items
  const deliveriesOf = async (paymentId: string) =>
    (await ask<{ items: Delivery[] }>(`/sandbox/deliveries/${paymentId}`)).items

  return {
    paymentsOf,
    /** By our own id, with what was billed. */
    subscription: (id: string) => ask<SubscriptionAtBank>(`/sandbox/subscriptions/${id}`),
    /** Minor units that went back of a payment. */
    refunded: async (paymentId: string) => (await ask<PaymentSeen>(`/v1/payments/${paymentId}`)).refunded,
    /** The card that is charged from now on. */
    card: (id: string, paymentMethod: string) => ask(`/sandbox/subscriptions/${id}/card`, { paymentMethod }),
    /** How webhooks are sent from now on (start/sandbox/switches.ts). */
    behave: (behaviour: object) => ask('/sandbox/behaviour', behaviour),
    deliveriesOf,
    /** All webhooks about this payment, once each of them was taken. */
    delivered: (paymentId: string) =>
      eventually(`webhooks of ${paymentId} taken`, 60_000, async () => {
        const items = await deliveriesOf(paymentId)
        return items.length > 0 && items.every(({ doneAt }) => doneAt !== null) ? items : undefined
      }),
    /** What the payer presses on the bank's page; resolves to where the browser is sent then. */
    decide: async (actionUrl: string | null, decision: 'approve' | 'decline'): Promise<string | null> => {
      const page = await fetch(actionUrl ?? '')
      if (!(await page.text()).includes('value="approve"')) throw new Error('the page has nothing to approve')
      const body = new URLSearchParams({ decision })
      const answer = await fetch(actionUrl ?? '', { method: 'POST', body, redirect: 'manual' })
      if (answer.status !== 303) throw new Error(`the bank answers ${answer.status}`)
      return answer.headers.get('location')
    },
  }
}
