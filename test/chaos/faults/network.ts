// Faults on the way between the product and its servers, made by Toxiproxy.
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { until } from '../rooms.ts'
import type { Toxic } from '../toxiproxy.ts'
import { broken, type Fault, type Field, listen } from './fault.ts'

/** Answers of an API are cut off after some bytes: an attempt of the load, at its port, got a part of its answer or none. */
export const replyLost: Fault = async ({ servers, load, random }) => {
  const i = random.below(servers.apis.length)
  const port = servers.apis[i]?.proxied ?? 0
  const before = load.seen.cutAt.get(port) ?? 0
  const toxic: Toxic = { type: 'limit_data', attributes: { bytes: 20 } }
  await servers.proxies.poison(`api-${i}`, toxic)
  const seen = await until(5_000, () => (load.seen.cutAt.get(port) ?? 0) > before)
  await servers.proxies.cure(`api-${i}`, toxic)
  return seen
}

/** Connections of ours to a port, by their own ports. */
const openTo = (port: number): ReadonlySet<string> => {
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)
  const parts = lines.map((line) => line.trim().split(/\s+/))
  const isOpen = ([, , remote = '', state]: string[]) => state === '01' && Number.parseInt(remote.slice(9), 16) === port
  return new Set(parts.filter(isOpen).map(([, own = '']) => own))
}

/** Until connections that stood before are gone and nothing is acknowledged any more: one of them carried it. */
export const poisoned =
  (proxy: string, toxic: Toxic): Fault =>
  async ({ servers: { proxies }, load }) => {
    const port = proxies.port(proxy)
    const before = openTo(port)
    await proxies.poison(proxy, toxic)
    const seen = await until(5_000, async () => {
      const { acknowledged } = load.seen
      await wait(200)
      const open = openTo(port)
      return load.seen.acknowledged === acknowledged && [...before].some((one) => !open.has(one))
    })
    await proxies.cure(proxy, toxic)
    return seen
  }

export const cut =
  (proxy: string, ms: number, pattern: RegExp): Fault =>
  async (field) => {
    const heard = listen(field)
    await field.servers.proxies.enable(proxy, false)
    await wait(ms)
    await field.servers.proxies.enable(proxy, true)
    return until(5_000, () => heard(pattern))
  }

const registryAnswers = ({ servers }: Field): Promise<boolean> =>
  fetch(servers.env.MATINEE_REGISTRY ?? '', { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  )

/** F13: nobody reaches it, and rooms that have their schemas go on deciding meanwhile. */
export const registryDown: Fault = async (field) => {
  const { servers, load } = field
  await servers.proxies.enable('registry', false)
  const gone = !(await registryAnswers(field))
  const before = load.seen.acknowledged
  const decided = await until(10_000, () => load.seen.acknowledged > before + 20)
  await servers.proxies.enable('registry', true)
  return gone && decided && registryAnswers(field)
}

const clogged = ['kafka', 'postgres', 'redis', 'registry'] as const

/** F20: one after the other goes until all are gone, they come back in another order; all is well within 60 s. */
export const swizzleClog: Fault = async (field) => {
  const { servers, load, rooms, random } = field
  const heard = listen(field)
  for (const name of random.shuffled(clogged)) {
    await servers.proxies.enable(name, false)
    await wait(300)
  }
  const before = load.seen.putOff
  const stood = await until(10_000, () => load.seen.putOff > before && heard(broken))
  for (const name of random.shuffled(clogged)) {
    await servers.proxies.enable(name, true)
    await wait(300)
  }
  const back = Date.now()
  const acknowledged = load.seen.acknowledged
  const converged = (await rooms.settled(60_000)) && (await until(60_000, () => load.seen.acknowledged > acknowledged))
  if (!converged || Date.now() - back > 60_000) throw new Error('not well again 60 s after all came back')
  return stood
}
