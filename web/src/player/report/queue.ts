// Numbers play events and sees that they arrive: in order, in batches, as often as it takes. The same batch may be sent
// twice; the numbers tell the server which it has.
import type { PlayEvent } from '../../api/playback.ts'
import { ApiError, isUnsettled } from '../../api/problem.ts'
import { delayAfter, type RetryRule } from '../../api/retry.ts'
import type { Fact } from './viewing.ts'

const mostInBatch = 200
// Beyond that the oldest are dropped: the numbers show the gap, and a tab never fills up with what it cannot tell.
const mostWaiting = 2_000
const rule: RetryRule = { tries: Number.POSITIVE_INFINITY, firstMs: 1_000, maxMs: 30_000 }

type Deps = Readonly<{
  send: (events: readonly PlayEvent[], keepalive: boolean) => Promise<void>
  /** the token ended: another try makes sense once this resolves */
  onUnauthenticated: () => Promise<void>
  onClosed: () => void
  wait?: (ms: number) => Promise<void>
}>

export type EventQueue = ReturnType<typeof eventQueue>

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** What to do after a refusal: `again`, `drop` the batch (nobody will ever take it), or `stop`. */
const afterRefusal = (error: unknown): 'again' | 'renew' | 'drop' | 'stop' => {
  if (isUnsettled(error)) return 'again'
  if (!(error instanceof ApiError)) return 'drop'
  if (error.status === 401) return 'renew'
  return error.type === 'playback-closed' ? 'stop' : 'drop'
}

export const eventQueue = ({ send, onUnauthenticated, onClosed, wait = sleep }: Deps) => {
  let waiting: readonly PlayEvent[] = []
  let sequence = 0
  let sending: Promise<void> | undefined
  let stopped = false

  const drop = (batch: readonly PlayEvent[]): void => {
    const last = batch.at(-1)?.sequence ?? 0
    waiting = waiting.filter((event) => event.sequence > last)
  }

  const drain = async (): Promise<void> => {
    let failures = 0
    while (waiting.length && !stopped) {
      const batch = waiting.slice(0, mostInBatch)
      try {
        await send(batch, false)
        drop(batch)
        failures = 0
      } catch (error) {
        failures += 1
        const next = afterRefusal(error)
        if (next === 'drop') drop(batch)
        if (next === 'stop') {
          stopped = true
          onClosed()
        }
        if (next === 'renew') await onUnauthenticated().catch(() => {})
        if (next === 'again' || next === 'renew')
          await wait(delayAfter(rule, failures, error instanceof ApiError ? error.retryAfter : undefined))
      }
    }
  }

  const flush = (): Promise<void> => {
    sending ??= drain().finally(() => {
      sending = undefined
    })
    return sending
  }

  return {
    add: (fact: Fact): void => {
      sequence += 1
      waiting = [...waiting, { ...fact, sequence, clientAt: new Date().toISOString() }].slice(-mostWaiting)
    },
    /** Sends what waits; resolves when it has arrived. */
    flush,
    /** The page goes away: what waits, what is on its way too, is handed to the browser to send. */
    flushAndLeave: (): void => {
      const batch = waiting.slice(-mostInBatch)
      if (batch.length && !stopped) send(batch, true).catch(() => {})
    },
    stop: (): void => {
      stopped = true
    },
  }
}
