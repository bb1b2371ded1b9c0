// The product's processes under a supervisor: each is started again when it ends, as in production; one that ends by
// itself is a finding.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CrashPoint } from '../../runtime/crash-point.ts'
import type { Exit } from '../../start/servers/child.ts'
import { lastLines } from '../../start/servers/logs.ts'
import { type RoomProcess, startRoom } from '../room-process.ts'
import { sizeOf, textSince } from './text-since.ts'

type Env = Readonly<Record<string, string>>
export type Slot = Readonly<{
  name: string
  main: string
  /** undefined while it is down */
  process(): RoomProcess | undefined
  /** all that its lives said since the mark */
  saidSince(mark: number): string
  mark(): number
  crashFile: string
}>

export type Health = Readonly<Record<string, Readonly<{ ok: boolean; detail: Readonly<Record<string, unknown>> }>>>

export type Rooms = Readonly<{
  slots(kind?: string): readonly Slot[]
  add(name: string, main: string, env?: Env): Promise<Slot>
  /** by SIGTERM, for good; its exit when it was up */
  remove(name: string): Promise<Exit | undefined>
  /** Resolves when it has died at the step, false when it did not come there in time. */
  crashAt(slot: Slot, step: CrashPoint, withinMs: number): Promise<boolean>
  /** Resolves to the process when it stands still at the step: to be woken by SIGCONT. */
  stopAt(slot: Slot, step: CrashPoint, withinMs: number): Promise<RoomProcess | undefined>
  /** What the services of a room's health say, by name; undefined when it does not answer. */
  health(slot: Slot): Promise<Health | undefined>
  /** Resolves when every slot is up and ready. */
  settled(withinMs: number): Promise<boolean>
  /** Environment of this slot from its next life on. */
  dress(name: string, env: Env): void
  restarts(): number
  /** of those, who ended again before they were ready, since a server was away: a supervisor tries again */
  startsUnderFire(): number
  /** who ended, or did not come up, and was not made to by a fault */
  endedThemselves(): readonly string[]
  stop(): Promise<void>
}>

/** Asks until it holds; false when it never did in that time. */
export const until = async (withinMs: number, holds: () => Promise<boolean> | boolean): Promise<boolean> => {
  for (const end = Date.now() + withinMs; ; ) {
    if (await holds()) return true
    if (Date.now() > end) return false
    await wait(100)
  }
}

/** False also when it is gone. */
const stands = (pid: number): boolean =>
  spawnSync('ps', ['-o', 'stat=', '-p', String(pid)])
    .stdout.toString()
    .startsWith('T')

/** The step stands in the file until the process takes it out: then it has come there. One step at a time. */
const reached = async (slot: Slot, step: string, withinMs: number): Promise<boolean> => {
  if (existsSync(slot.crashFile)) return false
  writeFileSync(slot.crashFile, step)
  if (await until(withinMs, () => !existsSync(slot.crashFile))) return true
  rmSync(slot.crashFile, { force: true })
  return false
}

const health = async (slot: Slot): Promise<Health | undefined> => {
  const url = slot.process()?.url
  if (!url) return undefined
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) })
    return ((await answer.json()) as { services: Health }).services
  } catch {
    return undefined
  }
}

type Kept = Slot & {
  current: RoomProcess | undefined
  env: Env
  wanted: boolean
  alive: Promise<void>
  /** whether a fault has asked this life to end in order, and how many ask it to die */
  ending: boolean
  dying: number
}

const isAsked = ({ ending, dying }: Kept, { code, signal }: Exit): boolean =>
  signal === null ? ending && code === 0 : dying > 0 && signal === 'SIGKILL'

/** Whoever ends it by these is not surprised by it. */
const asking = (slot: Kept, started: RoomProcess): RoomProcess => ({
  ...started,
  kill: () => {
    slot.dying++
    return started.kill()
  },
  stop: () => {
    slot.ending = true
    return started.stop()
  },
})

export const chaosRooms = (
  common: Env,
  folder: string,
  note: (line: object) => void,
  isUnderFire: (since: number) => boolean,
): Rooms => {
  const all = new Map<string, Kept>()
  const surprises: string[] = []
  let restarts = 0
  let startsUnderFire = 0
  const surprise = (slot: Kept, how: string) => {
    surprises.push(`${slot.name} ${how}`)
    note({ room: slot.name, surprise: how })
  }

  const live = async (slot: Kept, first: PromiseWithResolvers<void>): Promise<void> => {
    for (let attempt = 0; slot.wanted; attempt++) {
      const from = Date.now()
      try {
        const env = { ...common, ...slot.env, MATINEE_CRASH_POINT_FILE: slot.crashFile }
        const started = await startRoom(slot.main, { env, logs: join(folder, 'logs', slot.name) })
        slot.ending = false
        slot.dying = 0
        slot.current = asking(slot, started)
        first.resolve()
        if (!slot.wanted) return
        const exit = await started.exited
        slot.current = undefined
        note({ room: slot.name, ended: exit.signal ?? exit.code })
        if (!isAsked(slot, exit))
          surprise(slot, `ended by itself (${exit.signal ?? exit.code}): ${lastLines(started.logFile)}`)
      } catch (error) {
        if (isUnderFire(from)) startsUnderFire++
        else surprise(slot, `did not come up: ${String(error)}`)
        if (attempt > 20) first.reject(error)
      }
      if (slot.wanted) {
        restarts++
        await wait(100)
      }
    }
  }

  const add = async (name: string, main: string, env: Env = {}): Promise<Slot> => {
    const state = join(folder, 'state', name)
    mkdirSync(state, { recursive: true })
    mkdirSync(join(folder, 'logs', name), { recursive: true })
    const logFile = join(folder, 'logs', name, `${main.replaceAll('/', '-')}.log`)
    const slot: Kept = {
      name,
      main,
      crashFile: join(folder, 'state', `${name}.crash`),
      env: { MATINEE_STATE: state, ...env },
      wanted: true,
      current: undefined,
      ending: false,
      dying: 0,
      alive: Promise.resolve(),
      process: () => slot.current,
      saidSince: (mark) => textSince(logFile, mark),
      mark: () => sizeOf(logFile),
    }
    all.set(name, slot)
    const first = Promise.withResolvers<void>()
    slot.alive = live(slot, first)
    await first.promise
    return slot
  }

  const remove = async (name: string): Promise<Exit | undefined> => {
    const slot = all.get(name)
    if (!slot) return undefined
    slot.wanted = false
    all.delete(name)
    const exit = await slot.current?.stop()
    await slot.alive
    return exit
  }

  return {
    add,
    remove,
    slots: (kind = '') => [...all.values()].filter(({ name }) => name.startsWith(kind)),
    crashAt: async (slot, step, withinMs) => {
      const [kept, process] = [all.get(slot.name), slot.process()]
      if (!kept || !process) return false
      kept.dying++
      if (await reached(slot, step, withinMs)) return (await process.exited).signal === 'SIGKILL'
      if (slot.process() === process) kept.dying--
      return false
    },
    stopAt: async (slot, step, withinMs) => {
      const process = slot.process()
      if (!process || !(await reached(slot, `stop ${step} ${process.pid}`, withinMs))) return undefined
      return (await until(5_000, async () => stands(process.pid))) ? process : undefined
    },
    health,
    settled: (withinMs) => {
      const ready = async (slot: Slot) =>
        Object.values((await health(slot)) ?? { none: { ok: false } }).every((s) => s.ok)
      return until(withinMs, async () => (await Promise.all([...all.values()].map(ready))).every(Boolean))
    },
    dress: (name, env) => {
      const slot = all.get(name)
      if (slot) slot.env = { ...slot.env, ...env }
    },
    restarts: () => restarts,
    startsUnderFire: () => startsUnderFire,
    endedThemselves: () => surprises,
    stop: async () => {
      await Promise.all([...all.keys()].map(remove))
    },
  }
}
