// The machine's clock, timers, randomness and files as code inside a simulation sees them; code outside sees the real ones.
import crypto from 'node:crypto'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import { diskRoot, hasFile } from './disks.ts'
import { type Event, here } from './scheduler.ts'

class SimulatedTimer {
  event: Event | undefined
  ref = () => this
  unref = () => this
  hasRef = () => true
  close = () => this.clear()
  clear() {
    if (this.event) this.event.cancelled = true
    return this
  }
  [Symbol.dispose]() {
    this.clear()
  }
}

type Callback = (...args: unknown[]) => void

const real = {
  now: Date.now,
  random: Math.random,
  setTimeout: globalThis.setTimeout,
  setInterval: globalThis.setInterval,
  setImmediate: globalThis.setImmediate,
  clear: globalThis.clearTimeout,
  clearImmediate: globalThis.clearImmediate,
  sleep: timers.setTimeout,
  turn: timers.setImmediate,
  uuid: crypto.randomUUID,
  exists: fs.existsSync,
  mkdir: fs.mkdirSync,
  performance: performance.now,
}

const setTimer = (label: string, ms: number, work: () => void): SimulatedTimer => {
  const { scheduler, owner } = here() as NonNullable<ReturnType<typeof here>>
  const timer = new SimulatedTimer()
  timer.event = scheduler.after(ms, owner, label, work)
  return timer
}

const setSimulatedInterval = (work: () => void, ms: number): SimulatedTimer => {
  const { scheduler, owner } = here() as NonNullable<ReturnType<typeof here>>
  const timer = new SimulatedTimer()
  const again = () => {
    timer.event = scheduler.after(Math.max(1, ms), owner, 'interval', () => {
      again()
      work()
    })
  }
  again()
  return timer
}

const clear = (timer: unknown) => {
  if (timer instanceof SimulatedTimer) timer.clear()
  else real.clear(timer as NodeJS.Timeout)
}

type Options = Readonly<{ signal?: AbortSignal }>

/** As timers/promises: resolves then, or rejects when the signal is aborted before. */
const waitFor = <T>(ms: number, value: T, label: string, { signal }: Options): Promise<T> =>
  new Promise((resolve, reject) => {
    const aborted = () => reject(new DOMException('This operation was aborted', 'AbortError'))
    if (signal?.aborted) return aborted()
    const timer = setTimer(label, ms, () => {
      signal?.removeEventListener('abort', stop)
      resolve(value)
    })
    const stop = () => {
      timer.clear()
      aborted()
    }
    signal?.addEventListener('abort', stop, { once: true })
  })

const uuidFrom = (random: () => number): string => {
  const part = () =>
    Math.floor(random() * 65_536)
      .toString(16)
      .padStart(4, '0')
  return `${part()}${part()}-${part()}-4${part().slice(1)}-8${part().slice(1)}-${part()}${part()}${part()}`
}

let installed = false

/** For the rest of this process; does nothing to code that no scheduler runs. */
export const installGlobals = (): void => {
  if (installed) return
  installed = true
  Date.now = () => {
    const at = here()
    return at ? Math.floor(at.scheduler.now() + (at.owner?.skew ?? 0)) : real.now()
  }
  Math.random = () => here()?.random() ?? real.random()
  performance.now = () => here()?.scheduler.now() ?? real.performance.call(performance)
  globalThis.setTimeout = ((work: Callback, ms = 0, ...args: unknown[]) =>
    here()
      ? setTimer('timer', Math.max(1, ms), () => work(...args))
      : real.setTimeout(work, ms, ...args)) as typeof setTimeout
  globalThis.setInterval = ((work: Callback, ms = 0, ...args: unknown[]) =>
    here() ? setSimulatedInterval(() => work(...args), ms) : real.setInterval(work, ms, ...args)) as typeof setInterval
  globalThis.setImmediate = ((work: Callback, ...args: unknown[]) =>
    here() ? setTimer('turn', 0, () => work(...args)) : real.setImmediate(work, ...args)) as typeof setImmediate
  globalThis.clearTimeout = clear as typeof clearTimeout
  globalThis.clearInterval = clear as typeof clearInterval
  globalThis.clearImmediate = ((timer: unknown) =>
    timer instanceof SimulatedTimer
      ? timer.clear()
      : real.clearImmediate(timer as NodeJS.Immediate)) as typeof clearImmediate
  timers.setTimeout = ((ms = 0, value?: unknown, options: Options = {}) =>
    here() ? waitFor(Math.max(1, ms), value, 'sleep', options) : real.sleep(ms, value, options)) as typeof real.sleep
  timers.setImmediate = ((value?: unknown, options: Options = {}) =>
    here() ? waitFor(0, value, 'turn', options) : real.turn(value, options)) as typeof real.turn
  crypto.randomUUID = ((options?: crypto.RandomUUIDOptions) => {
    const at = here()
    return at ? uuidFrom(at.random) : real.uuid(options)
  }) as typeof crypto.randomUUID
  const isSimulated = (path: unknown): path is string => typeof path === 'string' && path.startsWith(diskRoot)
  fs.existsSync = (path) => (isSimulated(path) ? hasFile(path) : real.exists(path))
  fs.mkdirSync = ((path: fs.PathLike, options?: fs.MakeDirectoryOptions) =>
    isSimulated(path) ? undefined : real.mkdir(path, options)) as typeof fs.mkdirSync
  syncBuiltinESMExports()
}
