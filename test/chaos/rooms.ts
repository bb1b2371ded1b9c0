// The product's processes under a supervisor: each is started again when it ends, as in production.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CrashPoint } from '../../runtime/crash-point.ts'
import type { Exit } from '../../start/servers/child.ts'
import { type RoomProcess, startRoom } from '../room-process.ts'

type Env = Readonly<Record<string, string>>
export type Slot = Readonly<{
  name: string
  main: string
  /** undefined while it is down */
  process(): RoomProcess | undefined
  /** all that its lives said, from a mark on */
  said(from?: number): string
  crashFile: string
}>

export type Rooms = Readonly<{
  slots(kind?: string): readonly Slot[]
  add(name: string, main: string, env?: Env): Promise<Slot>
  /** by SIGTERM, for good; its exit when it was up */
  remove(name: string): Promise<Exit | undefined>
  /** Resolves when it has died at the step, false when it did not come there in time. */
  crashAt(slot: Slot, step: CrashPoint, withinMs: number): Promise<boolean>
  /** Resolves when every slot is up and ready. */
  settled(withinMs: number): Promise<boolean>
  /** Environment of this slot from its next life on. */
  dress(name: string, env: Env): void
  restarts(): number
  stop(): Promise<void>
}>

type Kept = Slot & { current: RoomProcess | undefined; env: Env; wanted: boolean; alive: Promise<void> }

export const chaosRooms = (common: Env, folder: string, note: (line: object) => void): Rooms => {
  const all = new Map<string, Kept>()
  let restarts = 0

  const live = async (slot: Kept, first: PromiseWithResolvers<void>): Promise<void> => {
    for (let attempt = 0; slot.wanted; attempt++) {
      try {
        const env = { ...common, ...slot.env, MATINEE_CRASH_POINT_FILE: slot.crashFile }
        const started = await startRoom(slot.main, { env, logs: join(folder, 'logs', slot.name) })
        slot.current = started
        first.resolve()
        if (!slot.wanted) return
        const exit = await started.exited
        slot.current = undefined
        note({ room: slot.name, ended: exit.signal ?? exit.code })
      } catch (error) {
        note({ room: slot.name, start: String(error).slice(0, 300) })
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
    const slot: Kept = {
      name,
      main,
      crashFile: join(folder, 'state', `${name}.crash`),
      env: { MATINEE_STATE: state, ...env },
      wanted: true,
      current: undefined,
      alive: Promise.resolve(),
      process: () => slot.current,
      said: (from = 0) => slot.current?.output().slice(from) ?? '',
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
      const process = slot.process()
      // One death at a time: two faults do not share one.
      if (!process || existsSync(slot.crashFile)) return false
      writeFileSync(slot.crashFile, step)
      const exit = await Promise.race([process.exited, wait(withinMs)])
      rmSync(slot.crashFile, { force: true })
      return exit?.signal === 'SIGKILL'
    },
    settled: async (withinMs) => {
      const ready = async (slot: Slot) => {
        const url = slot.process()?.url
        if (!url) return false
        const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined)
        await answer?.body?.cancel()
        return answer?.ok ?? false
      }
      const until = Date.now() + withinMs
      for (;;) {
        const states = await Promise.all([...all.values()].map(ready))
        if (states.every(Boolean)) return true
        if (Date.now() > until) return false
        await wait(200)
      }
    },
    dress: (name, env) => {
      const slot = all.get(name)
      if (slot) slot.env = { ...slot.env, ...env }
    },
    restarts: () => restarts,
    stop: async () => {
      await Promise.all([...all.keys()].map(remove))
    },
  }
}
