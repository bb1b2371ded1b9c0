// For specs: forced takeovers that leave the old owner running, lost answers, stalls, commands sent twice; then a checker.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Outcome } from '../commands/outcome.ts'
import { envelopeOf } from '../envelope.ts'
import { faultyLog } from '../faulty-log.ts'
import { idOf } from '../ids.ts'
import { type Log, type LogRecord, UnknownOutcome } from '../log.ts'
import { plainCodec } from '../sample-account.ts'
import { type House, openHouse } from './house.ts'

export type Fire = Readonly<{
  partitions: number
  clients: number
  commandsEach: number
  takeovers: number
  /** ms between takeovers */
  every: number
  /** how often a commit of an owner is disturbed, 0 … 1 */
  disturbed: number
  /** how long an owner stalls at most, ms */
  stall: number
}>

export type Seen = {
  takeovers: number
  lostBefore: number
  lostAfter: number
  stalls: number
  repeats: number
  resent: number
}

const LIMIT = 20

const KINDS = ['stalled', 'lost after', 'lost before'] as const

/** An owner in a group of its own: nobody tells it that a newer one has come. */
const unaware = (log: Log, { disturbed, stall }: Fire, seen: Seen): Log => {
  // In turn, so that a run of some dozen commits meets each of them.
  const every = Math.round(1 / disturbed)
  const toLose = new Set<string>()
  let commits = 0
  const faulty = faultyLog(log, {
    beforeCommit: async (id) => {
      commits++
      const kind = commits % every === 0 ? KINDS[(commits / every) % KINDS.length] : undefined
      if (kind === 'lost before') {
        seen.lostBefore++
        throw new UnknownOutcome('the request was lost')
      }
      if (kind === 'lost after') toLose.add(id)
      if (kind === 'stalled') {
        seen.stalls++
        await wait(Math.random() * stall)
      }
    },
    afterCommit: (id) => {
      if (!toLose.delete(id)) return
      seen.lostAfter++
      throw new UnknownOutcome('the answer was lost')
    },
  })
  return {
    ...faulty,
    subscribe: async (_group, topics, handler) => ({
      ...(await log.subscribe(`owner-${randomUUID()}`, topics, handler)),
      stillOurs: async () => false,
    }),
  }
}

/** Every account may be emptied but never overdrawn, whatever happens. */
export const check = (records: readonly LogRecord[], answered: ReadonlyMap<string, Outcome>): void => {
  const decided = new Map<string, string>()
  const versions = new Map<string, number>()
  const balances = new Map<string, number>()
  const offsets = new Map<number, bigint>()
  const codec = plainCodec()
  for (const record of records) {
    const { type, commandId = '', commandOffset, part, streamVersion } = envelopeOf(record.headers)
    if (type === 'Barrier') continue
    const { amount = 0, problem } = codec.decode(record.value) as { type: string; amount?: number; problem?: string }
    if (part?.number === 1) {
      assert.ok(!decided.has(commandId), `${commandId} was decided twice`)
      const before = offsets.get(record.partition) ?? -1n
      assert.ok(
        commandOffset !== undefined && commandOffset > before,
        `command offsets rise: ${before}, ${commandOffset}`,
      )
      offsets.set(record.partition, commandOffset)
      decided.set(commandId, problem === undefined ? 'accepted' : 'refused')
    }
    if (problem !== undefined) continue
    const version = (versions.get(record.key) ?? 0) + 1
    assert.equal(streamVersion, version, `versions of ${record.key}`)
    versions.set(record.key, version)
    const balance = (balances.get(record.key) ?? 0) + (type === 'Deposited' ? amount : -amount)
    assert.ok(balance >= 0 && balance <= LIMIT * 100, `${record.key} has ${balance}`)
    balances.set(record.key, balance)
  }
  for (const [commandId, { status }] of answered)
    assert.equal(decided.get(commandId), status, `outcome of ${commandId}`)
}

const drive = async (
  house: House,
  { clients, commandsEach }: Fire,
  seen: Seen,
): Promise<ReadonlyMap<string, Outcome>> => {
  const answered = new Map<string, Outcome>()
  const client = await house.openClient()
  const one = async (name: number) => {
    for (let i = 0; i < commandsEach; i++) {
      const id = `${name}-${i}`
      const key = `k${Math.floor(Math.random() * 8)}`
      const amount = 1 + Math.floor(Math.random() * 4)
      const command = { type: Math.random() < 0.5 ? ('Deposit' as const) : ('Withdraw' as const), amount }
      const send = () => client.send(key, command, { id, waitMs: 1_500 })
      let outcome = await send()
      while (outcome.status === 'pending' || outcome.status === 'unavailable') {
        seen.resent++
        outcome = await send()
      }
      answered.set(idOf(id), outcome)
      if (Math.random() > 0.15) continue
      seen.repeats++
      const again = await send()
      if (again.status !== 'pending') assert.deepEqual(again, outcome, 'told again')
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, name) => one(name)))
  return answered
}

/** Returns what was met on the way; throws when anything that must hold does not. */
export const underFire = async (log: Log, fire: Fire): Promise<Seen> => {
  const seen: Seen = { takeovers: 0, lostBefore: 0, lostAfter: 0, stalls: 0, repeats: 0, resent: 0 }
  const house = await openHouse(log, fire.partitions)
  try {
    const burning = unaware(log, fire, seen)
    const driving = drive(house, fire, seen)
    for (let i = 0; i < fire.takeovers; i++) {
      await house.startRoom({ log: burning, stateDir: `${house.folder}/owner-${i % 3}-${randomUUID()}` })
      seen.takeovers++
      await wait(fire.every * (0.5 + Math.random()))
    }
    await house.startRoom()
    check(await settledRecords(house, driving), await driving)
    return seen
  } finally {
    await house.close()
  }
}

const settledRecords = async (house: House, driving: Promise<unknown>) => {
  await driving
  return house.records()
}
