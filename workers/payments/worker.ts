// The payments worker: brings every open order and refund to its end, in steps that a crash may part (DESIGN.md 11).
import { join } from 'node:path'
import { mustBePaidBy } from '../../domain/commerce/rules.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Service } from '../../platform/service.ts'
import {
  type Assigned,
  type Codec,
  type Commands,
  type DeadLetters,
  type Following,
  follow,
  happenedOf,
  type Log,
  StaleStore,
  storeLot,
} from '../../runtime/index.ts'
import { type Entry, openAgenda } from './agenda.ts'
import type { Billing } from './billing.ts'
import { createBreaker } from './breaker.ts'
import { guarded } from './guarded.ts'
import { type News, openJobBook, type Told } from './job-book.ts'
import { isNotice, isOver, type Job, paymentEvents } from './jobs.ts'
import { type PaymentProvider, ProviderUnavailable } from './provider.ts'
import { stepCheck, stepRefund } from './refund-step.ts'
import { whileShut } from './saying.ts'
import { step } from './step.ts'
import { stepSubscription } from './subscription-step.ts'
import type { StepDeps, Stepped } from './tell.ts'

export type PaymentsDeps = Readonly<{
  log: Log
  /** prepared */
  codec: Codec
  /** where events of an order go that cannot be read; without it they are tried for ever */
  deadLetters?: DeadLetters | undefined
  /** opened for the context `commerce` */
  commands: Pick<Commands, 'submit'>
  provider: PaymentProvider
  /** of the same provider */
  billing: Billing
  /** folder of the worker's own store; one process at a time */
  stateDir: string
  /** origin of the web application: payers come back to /orders/ORDER */
  publicUrl: string
  logger: Logger
  /** Called now and then while the provider is not asked; `until`: when it is tried next, ms since 1970. */
  sayCircuitOpen?: ((until: number) => void) | undefined
  timing?: Partial<PaymentsTiming>
  now?: () => number
}>

/** All in ms. */
export type PaymentsTiming = Readonly<{
  /** between looks at a payment that waits for the provider or the payer; longer and longer up to `lookMost` */
  look: number
  lookMost: number
  /** the longest that a subscription which is paid is left alone */
  lookPaid: number
  /** after a step that came to nothing; doubled up to `retryMost` */
  retry: number
  retryMost: number
  /** after a step whose event has not come yet */
  told: number
  /** that a provider which failed too often is left alone */
  rest: number
}>

export const usualTiming: PaymentsTiming = {
  look: 2_000,
  lookMost: 30_000,
  lookPaid: 6 * 3_600_000,
  retry: 1_000,
  retryMost: 60_000,
  told: 10_000,
  rest: 15_000,
}

/** Of the last half minute: a call takes up to eight seconds to fail. */
const tooOften = { opensAfter: 5, opensAtHalfOf: 10, within: 30_000 } as const

const names: ReadonlySet<string> = new Set(paymentEvents)
const atOnce = 8
const topic = 'commerce'
const grown = (first: number, most: number, times: number) => Math.min(first * 2 ** Math.min(times, 20), most)

/**
 * Reads commerce from where its store stands, keeps the open orders there, and steps each of them: at once when an event
 * says something new, and again and again until it has ended. Nothing is stepped before the partition is read to where it
 * ended at the start: what was done before a crash is then known. A provider that is down makes it slow, not unready.
 */
export const paymentsWorker = async (deps: PaymentsDeps): Promise<Service> => {
  const { log, codec, commands, stateDir, publicUrl, logger, now = Date.now, deadLetters } = deps
  const { sayCircuitOpen = () => undefined } = deps
  const timing = { ...usualTiming, ...deps.timing }
  const book = openJobBook(join(stateDir, 'payments.sqlite'))
  const breaker = createBreaker({
    ...{ ...tooOften, rest: timing.rest },
    opened: () => saying.now(),
    closed: () => {
      logger.info('the payment provider answers again')
      agenda.wakeFailed()
    },
  })
  const saying = whileShut(breaker, now, sayCircuitOpen)
  const provider = guarded(deps.provider, breaker, now)
  const billing = guarded(deps.billing, breaker, now)
  const stepDeps = { provider, commands, logger, returnUrl: (orderId: string) => `${publicUrl}/orders/${orderId}` }
  /** Where each partition ended when it was given to us; undefined once it was read to there. */
  const behind = new Map<number, bigint>()
  const active = new Set<number>()

  const holds = ({ partition }: Job) => active.has(partition) && following.holds().includes(`${topic}/${partition}`)

  const later = (job: Job, { looks, failures }: Entry, result: Stepped | 'failed'): Entry | undefined => {
    const at = now()
    if (result === 'again' || result === 'failed') {
      const rest = breaker.opensAt() - at
      // Whoever waits for the circuit is there when it may be tried: until then no new order is taken.
      const wait = rest > 0 ? rest : grown(timing.retry, timing.retryMost, failures) * (0.75 + Math.random() / 2)
      return { at: at + wait, fresh: false, failures: failures + 1, looks }
    }
    if (isOver(job)) return undefined
    const next = at + (result === 'told' ? timing.told : waitFor(job, looks, at))
    const deadline = job.kind === 'order' ? mustBePaidBy(job.placedAt) : 0
    return { at: at < deadline ? Math.min(next, deadline) : next, fresh: false, failures: 0, looks: looks + 1 }
  }

  /** What is paid is left alone until it ends, or the provider says something. */
  const waitFor = (job: Job, looks: number, at: number): number => {
    const rest = job.kind === 'subscription' && job.status === 'open' ? (job.paidUntil ?? 0) - at : 0
    return rest > 0 ? Math.min(rest, timing.lookPaid) : grown(timing.look, timing.lookMost, looks)
  }

  const stepOf = (job: Job, { failures, fresh }: Entry): Promise<Stepped> => {
    const own: StepDeps = { ...stepDeps, tries: failures + 1 }
    switch (job.kind) {
      case 'order':
        return step(own, { order: job, now: now(), fresh })
      case 'refund':
        return stepRefund(own, job)
      case 'check':
        return stepCheck(own, job, now())
      case 'subscription':
        return stepSubscription({ ...own, billing, subscriptionUrl: `${publicUrl}/plans` }, job, now())
    }
  }

  const look = async (jobId: string, entry: Entry): Promise<Entry | undefined> => {
    const job = book.get(jobId)
    if (!job || !holds(job)) return undefined
    try {
      const result = await stepOf(job, entry)
      if (job.kind !== 'check' || result !== 'told') return later(job, entry, result)
      // What was noticed meanwhile is looked at again.
      const stands = book.get(jobId)
      if (stands?.kind === 'check' && stands.cause === job.cause) book.done(jobId)
      return undefined
    } catch (error) {
      const about = { jobId, orderId: job.orderId, failures: entry.failures + 1, err: error }
      if (error instanceof ProviderUnavailable) logger.warn(about, 'the payment provider does not answer')
      else logger.error(about, 'a step of an order failed')
      return later(job, entry, 'failed')
    }
  }
  const agenda = openAgenda({ look, atOnce, now })

  const activate = (partition: number) => {
    behind.delete(partition)
    active.add(partition)
    for (const { jobId } of book.open(partition)) agenda.wake(jobId)
  }

  const stopping = new AbortController()
  let pursuing: Promise<void> = Promise.resolve()

  const isBehind = () => following.holds().some((name) => !active.has(Number(name.split('/')[1])))

  /** Until every partition that was given to us is read to where it ended then. */
  const pursue = async (): Promise<void> => {
    while (isBehind() && !stopping.signal.aborted) {
      for (const [partition, target] of behind) {
        const at = following.position(topic, partition) ?? book.position(topic, partition) ?? 0n
        if (at >= target) activate(partition)
      }
      if (isBehind()) await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  const begin = async (assigned: Assigned): Promise<bigint | undefined> => {
    const { partition } = assigned
    active.delete(partition)
    behind.delete(partition)
    const { committed } = await log.ends(assigned)
    const stands = book.position(topic, partition)
    if (stands !== undefined && stands > committed)
      throw new Error(`the store of payments is ahead of ${topic}/${partition}: it is of another log, remove it`)
    behind.set(partition, committed)
    pursuing = pursuing
      .then(pursue)
      .catch((error: unknown) => logger.error({ err: error }, 'open orders cannot be read'))
    return stands
  }

  const wakeFor = ({ jobId, event }: News) => {
    const job = book.get(jobId)
    if (!job) return agenda.drop(jobId)
    if (isOver(job) && !isNotice(event)) return agenda.drop(jobId)
    // The payer was just sent to the bank: there is no news yet.
    if (event.type !== 'PaymentActionRequired' && event.type !== 'SubscriptionActionRequired')
      agenda.wake(jobId, event.type === 'PaymentAttached')
  }

  const lot =
    deadLetters &&
    storeLot({
      ...{ deadLetters, consumer: 'payments', store: book.parked, logger, signal: stopping.signal },
      concerns: ({ headers }) => names.has(headers.type ?? ''),
    })

  const following: Following = follow({
    name: 'payments',
    group: 'payments',
    topics: [topic],
    log,
    logger,
    start: begin,
    tries: lot && 5,
    lot,
    isStale: (error) => error instanceof StaleStore,
    apply: async ({ records, ...batch }) => {
      const told = (await happenedOf(codec, records, names)) as unknown as readonly Told[]
      const news = book.apply(batch, told)
      if (active.has(batch.partition)) news.forEach(wakeFor)
    },
  })

  const ready = following.ready.then(pursue)
  ready.catch(() => undefined)

  return {
    name: 'payments',
    ready,
    health: () => {
      const { ok, detail } = following.health()
      return {
        ok,
        detail: { ...detail, provider: provider.name, circuit: breaker.state(now()), orders: agenda.size() },
      }
    },
    stop: async () => {
      stopping.abort()
      saying.stop()
      await agenda.stop()
      await following.stop()
      await pursuing
      book.close()
    },
  }
}
