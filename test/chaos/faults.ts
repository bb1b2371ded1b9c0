// The kinds of faults. Each resolves to whether its effect was seen; what was broken is whole again when it resolves.
import { setTimeout as wait } from 'node:timers/promises'
import type { CrashPoint } from '../../runtime/crash-point.ts'
import type { Load } from './load.ts'
import type { Random } from './random.ts'
import type { Rooms, Slot } from './rooms.ts'
import type { ChaosServers } from './servers.ts'
import type { Toxic } from './toxiproxy.ts'

export type Field = Readonly<{ servers: ChaosServers; rooms: Rooms; load: Load; random: Random; bank: Bank }>
export type Bank = Readonly<{ behave(behaviour: object): Promise<unknown> }>
export type Fault = (field: Field) => Promise<boolean>

const deciderMain = 'command-api/deciders/main.ts'

const upOf = ({ rooms, random }: Field, kind: string): Slot | undefined => {
  const up = rooms.slots(kind).filter((slot) => slot.process() !== undefined)
  return up.length ? random.of(up) : undefined
}

const crash =
  (kind: string, step: CrashPoint): Fault =>
  async (field) => {
    const slot = upOf(field, kind)
    return slot ? field.rooms.crashAt(slot, step, 15_000) : false
  }

/** A takeover has to happen: another decider is killed, and who is given its partitions dies once it has fenced it. */
const crashFenced: Fault = async (field) => {
  const slot = upOf(field, 'decider')
  const other = field.rooms.slots('decider').find((one) => one !== slot && one.process())
  if (!slot || !other) return false
  const crashed = field.rooms.crashAt(slot, 'owner-fenced', 20_000)
  await other.process()?.kill()
  return crashed
}

/** Stopped for longer than the group waits, then woken: it must hear that it owns nothing any more. */
const zombie: Fault = async (field) => {
  const slot = upOf(field, 'decider')
  const process_ = slot?.process()
  if (!slot || !process_) return false
  const before = process_.output().length
  process.kill(process_.pid, 'SIGSTOP')
  await wait(9_000)
  process.kill(process_.pid, 'SIGCONT')
  for (let i = 0; i < 50; i++) {
    if (/a newer owner has the partition|lost the group|another process/.test(process_.output().slice(before)))
      return true
    await wait(200)
  }
  return false
}

/** Seen when attempts of the load, or calls of the rooms, met it. */
const poisoned =
  (proxy: string, toxic: Toxic, ms: number): Fault =>
  async ({ servers, load, rooms }) => {
    const met = () => load.seen.unanswered + load.seen.unknown + said(rooms)
    const before = met()
    await servers.proxies.poison(proxy, toxic)
    await wait(ms)
    await servers.proxies.cure(proxy)
    for (let i = 0; i < 20 && met() === before; i++) await wait(100)
    return met() > before
  }

/** How often the rooms complained. */
const said = (rooms: Rooms): number =>
  rooms
    .slots()
    .reduce((sum, slot) => sum + slot.said().split('"level":"warn"').length + slot.said().split('"level":40').length, 0)

const cut =
  (proxy: string, ms: number): Fault =>
  async ({ servers, load, rooms }) => {
    const met = () => load.seen.unanswered + load.seen.unknown + said(rooms)
    const before = met()
    await servers.proxies.enable(proxy, false)
    await wait(ms)
    await servers.proxies.enable(proxy, true)
    for (let i = 0; i < 20 && met() === before; i++) await wait(100)
    return met() > before
  }

/** Its process was killed and came back while commands were on their way. */
const killServer =
  (name: 'kafka' | 'redis'): Fault =>
  async ({ servers }) => {
    await servers.killAndStart(name)
    return true
  }

/** Registry away: rooms that have their schemas go on deciding. */
const registryDown: Fault = async ({ servers, load }) => {
  const before = load.seen.acknowledged
  await servers.proxies.enable('registry', false)
  const refused = await fetch(servers.env.MATINEE_REGISTRY ?? '', { signal: AbortSignal.timeout(2_000) }).then(
    () => false,
    () => true,
  )
  await wait(2_000)
  await servers.proxies.enable('registry', true)
  return refused && load.seen.acknowledged > before
}

let storms = 0
/** A decider comes and goes every two seconds: seen when it was given partitions. */
const storm: Fault = async ({ rooms }) => {
  const name = `decider-storm-${storms++}`
  const slot = await rooms.add(name, deciderMain)
  const url = slot.process()?.url
  const ready = url ? await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }) : undefined
  const owns = /takeovers/.test((await ready?.text()) ?? '')
  await wait(2_000)
  await rooms.remove(name)
  return owns
}

/** F21: ended in order under load. */
const terminate: Fault = async (field) => {
  const slot = upOf(field, field.random.of(['decider', 'api', 'projectors']))
  const exit = await slot?.process()?.stop()
  return exit?.code === 0
}

/** One process an hour ahead or behind, in its next life. */
const clockJump: Fault = async (field) => {
  const slot = upOf(field, 'decider')
  if (!slot) return false
  const offset = field.random.of(['+3600', '-3600'])
  const library = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`
  field.rooms.dress(slot.name, { LD_PRELOAD: library, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' })
  await slot.process()?.kill()
  for (let i = 0; i < 150 && !slot.process(); i++) await wait(100)
  const times = [...slot.said().matchAll(/"time":(\d+|"[^"]+")/g)].map(([, time = '']) => {
    const text = time.replaceAll('"', '')
    return /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  })
  field.rooms.dress(slot.name, { LD_PRELOAD: '', FAKETIME: '' })
  return times.some((time) => Math.abs(time - Date.now()) > 1_800_000)
}

/** Every webhook three times from now on; seen in that payments of the time were told so (the checker counts charges). */
const webhooksTwice: Fault = async ({ bank, load }) => {
  const before = load.seen.acknowledged
  await bank.behave({ delayMs: 0, times: 3, reverse: false, settleMs: null })
  await wait(3_000)
  await bank.behave({ delayMs: 0, times: 1, reverse: false, settleMs: null })
  return load.seen.acknowledged > before
}

export const faults: Readonly<Record<string, Fault>> = {
  'kill command-appended': crash('api', 'command-appended'),
  'kill before-reply': crash('api', 'before-reply'),
  'kill owner-fenced': crashFenced,
  'kill decided': crash('decider', 'decided'),
  'kill transaction-open': crash('decider', 'transaction-open'),
  'kill committed': crash('decider', 'committed'),
  'kill projection-applied': crash('projectors', 'projection-applied'),
  'reply lost': poisoned('api-0', { type: 'limit_data', attributes: { bytes: 20 } }, 300),
  zombie,
  'kafka answers cut': poisoned('kafka', { type: 'limit_data', attributes: { bytes: 200 } }, 400),
  'kafka answers hang': poisoned('kafka', { type: 'timeout', attributes: { timeout: 500 } }, 600),
  'postgres cut': cut('postgres', 500),
  'broker killed': killServer('kafka'),
  'redis killed': killServer('redis'),
  'registry down': registryDown,
  'rebalance storm': storm,
  terminated: terminate,
  'clock jump': clockJump,
  'webhooks repeated': webhooksTwice,
}
