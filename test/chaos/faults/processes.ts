// Faults of the product's own processes: dying at a step, standing still, coming and going, living in another hour.
import { existsSync } from 'node:fs'
import type { CrashPoint } from '../../../runtime/crash-point.ts'
import { fenced } from '../aftermath.ts'
import { until } from '../rooms.ts'
import { type Fault, type Field, listen, upOf } from './fault.ts'

const deciderMain = 'command-api/deciders/main.ts'

export const crash =
  (kind: string, step: CrashPoint): Fault =>
  async (field) => {
    const slot = upOf(field, kind)
    return slot ? field.rooms.crashAt(slot, step, 15_000) : false
  }

const twoDeciders = (field: Field) => {
  const slot = upOf(field, 'decider')
  const other = field.rooms.slots('decider').find((one) => one !== slot && one.process())
  return slot && other ? { slot, other } : undefined
}

/** A takeover has to happen: another decider leaves in order, and who is given its partitions dies once it has fenced it. */
export const crashFenced: Fault = async (field) => {
  const two = twoDeciders(field)
  if (!two) return false
  const crashed = field.rooms.crashAt(two.slot, 'owner-fenced', 20_000)
  await two.other.process()?.stop()
  return crashed
}

/** Partitions that the deciders but one decide, over all contexts. */
const decidedByOthers = async ({ rooms }: Field, name: string): Promise<{ decided: number; contexts: number }> => {
  const others = rooms.slots('decider').filter((slot) => slot.name !== name)
  const said = await Promise.all(others.map((slot) => rooms.health(slot)))
  const contexts = said.flatMap((health) => Object.entries(health?.deciders?.detail ?? {}))
  const decided = contexts.flatMap(([, text]) => String(text).match(/"state":"deciding"/g) ?? [])
  return { decided: decided.length, contexts: new Set(contexts.map(([context]) => context)).size }
}

/**
 * An owner stands still with its transaction open until others decide all of its partitions, and is woken: its commit
 * must be refused. The zombie says so itself.
 */
export const zombie: Fault = async (field) => {
  const { rooms, servers } = field
  const slot = twoDeciders(field)?.slot
  const stopped = slot && (await rooms.stopAt(slot, 'transaction-open', 15_000))
  if (!slot || !stopped) return false
  const mark = slot.mark()
  const partitions = Number(servers.env.MATINEE_PARTITIONS)
  try {
    const isTakenOver = await until(30_000, async () => {
      const { decided, contexts } = await decidedByOthers(field, slot.name)
      return contexts > 0 && decided === contexts * partitions
    })
    if (!isTakenOver) return false
  } finally {
    process.kill(stopped.pid, 'SIGCONT')
  }
  return until(15_000, () => new RegExp(fenced).test(slot.saidSince(mark)))
}

let storms = 0
/** A decider comes and goes: seen when it decides and others gave partitions up for it. */
export const storm: Fault = async (field) => {
  const name = `decider-storm-${storms++}`
  const heard = listen(field)
  const slot = await field.rooms.add(name, deciderMain)
  const detail = (await field.rooms.health(slot))?.deciders?.detail ?? {}
  const decides = Object.values(detail).some((context) => String(context).includes('"takeovers"'))
  const moved = await until(10_000, () => heard(/"taken":\["[^\n]*partitions moved/))
  await field.rooms.remove(name)
  return decides && moved
}

/** F21: ended in order under load, within 30 s. */
export const terminated: Fault = async (field) => {
  const slot = upOf(field, field.random.of(['decider', 'api', 'projectors']))
  const began = Date.now()
  const exit = await slot?.process()?.stop()
  return exit?.code === 0 && Date.now() - began < 30_000
}

const fakeTime = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`

const timesIn = (log: string): readonly number[] =>
  [...log.matchAll(/"time":(?:(\d+)|"([^"]+)")/g)].map(([, number, text]) =>
    number === undefined ? Date.parse(text ?? '') : Number(number),
  )

/** One process an hour ahead or behind in its next life (and back in the one after it): its log bears that hour. */
export const clockJump: Fault = async (field) => {
  const slot = upOf(field, 'decider')
  if (!slot || !existsSync(fakeTime)) return false
  const hours = field.random.of([1, -1])
  const dressed = {
    LD_PRELOAD: fakeTime,
    FAKETIME: `${hours > 0 ? '+' : ''}${hours * 3600}`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
  field.rooms.dress(slot.name, dressed)
  try {
    const before = slot.process()
    await before?.kill()
    const mark = slot.mark()
    const isJumped = (time: number) => Math.abs(time - Date.now() - hours * 3_600_000) < 600_000
    return await until(30_000, () => slot.process() !== before && timesIn(slot.saidSince(mark)).some(isJumped))
  } finally {
    field.rooms.dress(slot.name, { LD_PRELOAD: '', FAKETIME: '' })
  }
}
