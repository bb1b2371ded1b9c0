// Virtual time: what happens when, one event after the other. Whatever an event has made runnable ends before the next.
import { AsyncLocalStorage } from 'node:async_hooks'
import { openHeap } from '../../runtime/processor/heap.ts'

/** Who an event belongs to. A dead one's events do not happen; a stalled one's happen when it goes on. */
export type Owner = {
  readonly name: string
  alive: boolean
  stalled: boolean
  /** its wall clock against the world's, ms */
  skew: number
  readonly waiting: Event[]
}

export type Event = {
  time: number
  order: number
  readonly owner: Owner | undefined
  readonly label: string
  readonly run: () => void
  cancelled: boolean
}

export type Scheduler = Readonly<{
  /** ms since 1970 */
  now(): number
  /** `run` happens after `ms`, as the owner; without one, as the world outside every process. */
  after(ms: number, owner: Owner | undefined, label: string, run: () => void): Event
  /** Runs `work` as the owner at once. */
  as<T>(owner: Owner | undefined, work: () => T): T
  stall(owner: Owner): void
  resume(owner: Owner): void
  /** Until nothing is left, `isDone`, or the time has come. */
  run(until: number, isDone?: () => boolean): Promise<void>
  events(): number
  /** of all that has happened so far, in order */
  hash(): string
}>

type Context = Readonly<{ scheduler: Scheduler; owner: Owner | undefined; random: () => number }>

const context = new AsyncLocalStorage<Context>()

/** Where the code that runs now belongs to; undefined outside every simulation. */
export const here = (): Context | undefined => context.getStore()

export type SchedulerOptions = Readonly<{
  start: number
  /** what Math.random and randomUUID draw from */
  random: () => number
  trace?: ((line: string) => void) | undefined
}>

const realImmediate = setImmediate

export const scheduler = ({ start, random, trace }: SchedulerOptions): Scheduler => {
  const heap = openHeap<Event>((a, b) => a.time < b.time || (a.time === b.time && a.order < b.order))
  const contexts = new Map<Owner | undefined, Context>()
  let now = start
  let order = 0
  let happened = 0
  let [high, low] = [0x811c9dc5, 0x2545f491]

  const note = ({ owner, label }: Event) => {
    happened++
    const text = `${now} ${owner?.name ?? ''} ${label}`
    for (let i = 0; i < text.length; i++) {
      high = Math.imul(high ^ text.charCodeAt(i), 0x01000193)
      low = Math.imul(low ^ high, 0x85ebca6b) ^ (low >>> 13)
    }
    trace?.(`${((now - start) / 1_000).toFixed(6).padStart(12)} ${(owner?.name ?? '-').padEnd(16)} ${label}`)
  }

  const contextOf = (owner: Owner | undefined): Context => {
    const known = contexts.get(owner)
    if (known) return known
    const made = { scheduler: self, owner, random }
    contexts.set(owner, made)
    return made
  }

  const happen = (event: Event) => {
    const { owner } = event
    if (event.cancelled || owner?.alive === false) return false
    if (owner?.stalled) {
      owner.waiting.push(event)
      return false
    }
    note(event)
    context.run(contextOf(owner), event.run)
    return true
  }

  const self: Scheduler = {
    now: () => now,
    after: (ms, owner, label, run) => {
      const event = { time: now + Math.max(0, ms), order: order++, owner, label, run, cancelled: false }
      heap.push(event)
      return event
    },
    as: (owner, work) => context.run(contextOf(owner), work),
    stall: (owner) => {
      owner.stalled = true
    },
    resume: (owner) => {
      owner.stalled = false
      for (const event of owner.waiting.splice(0)) {
        event.time = now
        event.order = order++
        heap.push(event)
      }
    },
    run: (until, isDone) =>
      new Promise((resolve, reject) => {
        const step = () => {
          try {
            for (;;) {
              const next = heap.first()
              if (!next || next.time > until || isDone?.()) return resolve()
              heap.pop()
              now = Math.max(now, next.time)
              // What it made runnable ends first: promises are settled before the next immediate.
              if (happen(next)) return void realImmediate(step)
            }
          } catch (error) {
            reject(error)
          }
        }
        realImmediate(step)
      }),
    events: () => happened,
    hash: () => `${(high >>> 0).toString(16).padStart(8, '0')}${(low >>> 0).toString(16).padStart(8, '0')}`,
  }
  return self
}
