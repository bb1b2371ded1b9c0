// Webhooks: written with the change they tell of, sent until somebody answers 2xx, as late and as often as asked.
import { randomBytes } from 'node:crypto'
import { signWebhook } from '../../platform/signature.ts'
import { signatureHeaders } from '../../platform/webhook-body.ts'
import { accountView } from './account-routes.ts'
import type { Account } from './accounts.ts'
import { subscriptionView } from './billing-routes.ts'
import type { Database } from './database.ts'
import type { Payment } from './payment.ts'
import type { Subscription } from './subscription.ts'
import { behaviourOf, type Switches } from './switches.ts'
import { viewOf } from './view.ts'

export type WebhookSettings = Readonly<{
  /** where they go; null: nowhere, and none are written */
  url: string | null
  secret: string
  publicUrl: string
  /** ms before the second attempt; each further one waits twice as long, up to a minute */
  retryMs: number
}>

const giveUpAfter = 3 * 86_400_000
const longestWait = 60_000
const timeout = 10_000
const atOnce = 8

type Due = Readonly<{ seq: number; paymentId: string; attempts: number; body: string; at: number }>

export type Webhooks = Readonly<{
  /** Inside the write of the change. */
  tell(type: string, payment: Payment): void
  tellAccount(account: Account): void
  tellSubscription(subscription: Subscription): void
  /** Sends what is due and not being sent; returns when the next one is due. */
  sendDue(): number | undefined
  /** What became of the deliveries of a payment, oldest first. */
  deliveries(paymentId: string): readonly Readonly<Record<string, unknown>>[]
  pending(): number
  stop(): Promise<void>
}>

export type WebhookDeps = Readonly<{
  db: Database
  switches: Switches
  settings: WebhookSettings
  now: () => number
  /** Called when a delivery ended and there may be more to send. */
  wake: () => void
}>

export const openWebhooks = ({ db, switches, settings, now, wake }: WebhookDeps): Webhooks => {
  const { sql, write } = db
  const insertEvent = sql.prepare('insert into event (id, payment_id, type, body, at) values (?, ?, ?, ?, ?)')
  const insert = sql.prepare('insert into delivery (event_id, payment_id, due_at) values (?, ?, ?)')
  const held = sql.prepare('select seq from delivery where payment_id = ? and due_at is null order by seq desc')
  const release = sql.prepare('update delivery set due_at = ? where seq = ?')
  const dueNow = sql.prepare(`
    select d.seq, d.payment_id as paymentId, d.attempts, e.body, e.at
    from delivery d join event e on e.id = d.event_id
    where d.done_at is null and d.due_at <= ? order by d.due_at, d.seq limit 200`)
  const nextDue = sql.prepare('select min(due_at) as at from delivery where done_at is null and due_at > ?')
  const done = sql.prepare(
    'update delivery set attempts = attempts + 1, answered = ?, done_at = ?, error = ? where seq = ?',
  )
  const again = sql.prepare(
    'update delivery set attempts = attempts + 1, answered = ?, due_at = ?, error = ? where seq = ?',
  )
  const ofPayment = sql.prepare(`
    select e.id as eventId, e.type, d.attempts, d.answered, d.due_at as dueAt, d.done_at as doneAt, d.error
    from delivery d join event e on e.id = d.event_id where d.payment_id = ? order by d.seq`)
  const unsent = sql.prepare('select count(*) as n from delivery where done_at is null')
  const stopping = new AbortController()
  const sending = new Map<string, Promise<void>>()

  type Subject = Readonly<{ id: string; metadata: Readonly<Record<string, string>>; data: object; over: boolean }>

  const tellOf = (type: string, { id: subjectId, metadata, data, over }: Subject): void => {
    if (settings.url === null) return
    const { delayMs, times, reverse } = behaviourOf(metadata, switches.behaviour())
    const id = `evt_${randomBytes(12).toString('hex')}`
    const at = now()
    const body = { id, type, created: new Date(at).toISOString(), data }
    insertEvent.run(id, subjectId, type, JSON.stringify(body), at)
    for (let n = 0; n < times; n++) insert.run(id, subjectId, reverse ? null : at + delayMs)
    if (over) held.all(subjectId).forEach(({ seq }, place) => void release.run(at + delayMs + place, Number(seq)))
  }

  const tell = (type: string, payment: Payment): void => {
    const { id, metadata, status } = payment
    const over = ['succeeded', 'failed', 'canceled'].includes(status)
    tellOf(type, { id, metadata, data: { payment: viewOf(payment, settings.publicUrl) }, over })
  }

  const post = async (url: string, body: string): Promise<number> => {
    const bytes = Buffer.from(body)
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [signatureHeaders.sandbox]: signWebhook(bytes, settings.secret, now()),
      },
      body: bytes,
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(timeout), stopping.signal]),
    })
    await answer.body?.cancel()
    return answer.status
  }

  const send = async (url: string, { seq, attempts, body, at }: Due): Promise<void> => {
    const { status, error } = await post(url, body).then(
      (status) => ({ status, error: status >= 200 && status < 300 ? null : `answered ${status}` }),
      (reason: unknown) => ({ status: null, error: reason instanceof Error ? reason.message : String(reason) }),
    )
    if (stopping.signal.aborted) return
    const wait = Math.min(settings.retryMs * 2 ** Math.min(attempts, 20), longestWait)
    if (error === null || now() - at > giveUpAfter) write(() => done.run(status, now(), error, seq))
    else write(() => again.run(status, now() + wait, error, seq))
  }

  /** One at a time per payment, so that an order that was asked for is the order in which they arrive. */
  const sendDue = (): number | undefined => {
    const { url } = settings
    if (url === null || stopping.signal.aborted || switches.outage() !== 'off') return undefined
    const from = now()
    for (const due of dueNow.all(from) as unknown as readonly Due[]) {
      if (sending.size >= atOnce) break
      if (sending.has(due.paymentId)) continue
      const sent = send(url, due).finally(() => {
        sending.delete(due.paymentId)
        wake()
      })
      sending.set(due.paymentId, sent)
    }
    const at = nextDue.get(from)?.at
    return typeof at === 'number' ? at : undefined
  }

  return {
    tell,
    tellAccount: (account) => {
      const { id, metadata } = account
      tellOf('account.updated', { id, metadata, data: { account: accountView(account) }, over: true })
    },
    tellSubscription: (subscription) => {
      const { id, metadata } = subscription
      const data = { subscription: subscriptionView(subscription, null) }
      tellOf('subscription.updated', { id, metadata, data, over: true })
    },
    sendDue,
    deliveries: (paymentId) => ofPayment.all(paymentId),
    pending: () => Number(unsent.get()?.n ?? 0),
    stop: async () => {
      stopping.abort()
      await Promise.allSettled(sending.values())
    },
  }
}
