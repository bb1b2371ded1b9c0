// A chaos run: servers, rooms, load, faults in the order of the seed, all at once at the end, then the checker.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createLogger } from '../../platform/logger.ts'
import { gateway } from '../../start/gateway.ts'
import { migrate } from '../../start/migrate.ts'
import { draft, filmInStore, newPerson } from '../given-film.ts'
import { sandboxBank } from '../sandbox-bank.ts'
import { inLogs, untilPaid } from './aftermath.ts'
import { faults, rounds } from './faults/all.ts'
import type { Field } from './faults/fault.ts'
import { closeConnections } from './http.ts'
import { startLoad } from './load.ts'
import { randomFrom } from './random.ts'
import { chaosRooms, until } from './rooms.ts'
import { chaosServers } from './servers.ts'
import { leastOf } from './verdict.ts'

export type ChaosOptions = Readonly<{
  folder: string
  faults: number
  seed: number
  clients?: number
  /** commands per second that the load has to bring between faults; 0: only correctness is judged */
  rate: number
  /** kinds to choose from; all of them unless told */
  kinds?: readonly string[]
  /** whether all of them come at once at the end; so it is unless told */
  atOnce?: boolean
  say(line: string): void
}>

export type ChaosResult = Readonly<{
  faults: Readonly<Record<string, number>>
  acknowledged: number
  lost: number
  duplicated: number
  viewsDiffering: number
  sometimes: Readonly<Record<string, number>>
  /**
   * Commands acknowledged per second: wanted, over all of it, between faults, in the slowest stretch between two; and the
   * fewest per fault in such a stretch.
   */
  rate: Readonly<{ wanted: number; all: number; between: number; slowest: number; fewest: number }>
  /** by kind: how long it took until all was well again, the median and the longest */
  ms: Readonly<Record<string, readonly [number, number]>>
  /** what the checker objects to, at most so much of each */
  findings: readonly string[]
  seconds: number
}>

const deciders = 3
type Stretch = Readonly<{ acknowledged: number; faults: number; ms: number; rate: number }>

/**
 * All is well again when the load flows as before, too, for which it has 10 s: clients that were told to come back in
 * two seconds wait for up to three. One quarter of a second may be all that waited at once, so it takes two in a row.
 * Then so much of it goes by, for a second at least and a minute at most.
 */
const between = async (seen: Readonly<{ acknowledged: number }>, faults: number, rate: number): Promise<Stretch> => {
  let inARow = 0
  await until(10_000, async () => {
    const before = seen.acknowledged
    await wait(250)
    inARow = (seen.acknowledged - before) * 4 >= rate ? inARow + 1 : 0
    return inARow === 2
  })
  const [before, at] = [seen.acknowledged, Date.now()]
  await until(60_000, () => seen.acknowledged - before >= 60 * faults && Date.now() - at >= 1_000)
  const [acknowledged, ms] = [seen.acknowledged - before, Date.now() - at]
  return { acknowledged, faults, ms, rate: (acknowledged * 1_000) / ms }
}

const timesOf = (took: ReadonlyMap<string, readonly number[]>): ChaosResult['ms'] =>
  Object.fromEntries(
    [...took].map(([kind, all]) => {
      const sorted = all.toSorted((a, b) => a - b)
      return [kind, [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0]]
    }),
  )

const rateOf = (stretches: readonly Stretch[], all: number, wanted: number): ChaosResult['rate'] => {
  const sum = (of: (one: Stretch) => number) => stretches.reduce((total, one) => total + of(one), 0)
  return {
    wanted,
    all: Math.round(all),
    between: Math.round((sum(({ acknowledged }) => acknowledged) * 1_000) / sum(({ ms }) => ms)),
    slowest: Math.round(Math.min(...stretches.map(({ rate }) => rate))),
    fewest: Math.round(Math.min(...stretches.map(({ acknowledged, faults }) => acknowledged / faults))),
  }
}

export const chaos = async (options: ChaosOptions): Promise<ChaosResult> => {
  const { folder, say, kinds = Object.keys(faults), atOnce = true } = options
  const began = Date.now()
  const random = randomFrom(options.seed)
  const servers = await chaosServers(folder, { disk: kinds.some((kind) => kind.startsWith('disk')) })
  const ends: (() => Promise<unknown>)[] = [() => servers.stop()]
  try {
    const { env, direct, apis } = servers
    await migrate(direct, createLogger('migrate', 'warn'))
    let note: (line: object) => void = () => undefined
    const common = { ...env, MATINEE_PORT: '0', MATINEE_LOG_LEVEL: 'info' }
    let underWay = 0
    let lastFault = 0
    const isUnderFire = (since: number) => underWay > 0 || lastFault >= since
    const rooms = chaosRooms(common, folder, (line) => note(line), isUnderFire)
    ends.push(() => rooms.stop())
    const api = (i: number) => rooms.add(`api-${i}`, 'command-api/http/main.ts', { MATINEE_PORT: String(apis[i]?.own) })
    const decider = (i: number) => rooms.add(`decider-${i}`, 'command-api/deciders/main.ts')
    const passing = ['workers/film-pipeline/main.ts', 'media-workers/main.ts']
    await Promise.all([
      ...apis.map((_, i) => api(i)),
      ...Array.from({ length: deciders }, (_, i) => decider(i)),
      rooms.add('projectors-0', 'projectors/main.ts'),
      rooms.add('payments', 'workers/payments/main.ts'),
      rooms.add('query-api', 'query-api/main.ts', { MATINEE_PORT: String(servers.queryPort) }),
      ...passing.map((main) => rooms.add(main, main)),
    ])
    const queryApi = rooms.slots('query-api')[0]?.process()?.url ?? ''
    const commandApi = `http://127.0.0.1:${apis[0]?.own}`
    const logger = createLogger('test', 'silent')
    const front = await gateway({
      upstreams: { commandApi, queryApi, edge: queryApi },
      host: '127.0.0.1',
      port: 0,
      logger,
    })
    ends.push(() => front.stop())
    const seller = await newPerson(front.url, 'seller')
    const film = await filmInStore(seller, 'Played while all falls', 4)
    const drafts = await Promise.all(Array.from({ length: 40 }, (_, i) => draft(seller, `Draft ${i}`)))
    await Promise.all(passing.map((main) => rooms.remove(main)))
    say(`ready after ${Math.round((Date.now() - began) / 1000)} s`)

    const historyFile = join(folder, 'history.jsonl')
    const ports = apis.map(({ proxied }) => proxied)
    const clients = options.clients ?? 192
    const load = await startLoad({
      ports,
      readPort: servers.queryPort,
      historyFile,
      seller,
      drafts,
      film,
      clients,
      random,
    })
    note = load.note
    const loadBegan = Date.now()
    const field: Field = { servers, rooms, load, random, bank: sandboxBank(direct) }
    const counts: Record<string, number> = Object.fromEntries(kinds.map((kind) => [kind, 0]))
    const faulty: string[] = []
    const apply = async (kind: string): Promise<boolean> => {
      const from = Date.now()
      underWay++
      const seen = await (faults[kind]?.(field) ?? Promise.resolve(false)).catch((error: unknown) => {
        say(`${kind}: ${String(error)}`)
        return false
      })
      underWay--
      lastFault = Date.now()
      note({ fault: kind, seen, ms: Date.now() - from })
      say(`${seen ? 'seen    ' : 'NOT SEEN'} ${kind} (${Date.now() - from} ms; ${load.seen.acknowledged} acknowledged)`)
      return seen
    }
    const count = (kind: string) => {
      counts[kind] = (counts[kind] ?? 0) + 1
    }
    const total = () => Object.values(counts).reduce((sum, n) => sum + n, 0)
    const stretches: Stretch[] = []
    const took = new Map<string, number[]>()
    await wait(2_000)
    // A kind that was not seen often enough is tried again in later rounds, within bounds.
    const isEnough = () =>
      total() >= options.faults && Object.values(counts).every((times) => times >= leastOf(total()))
    const most = options.faults * 1.5 + kinds.length
    let tries = 0
    for (const together of rounds(kinds, random)) {
      if (isEnough() || tries >= most) break
      tries += together.length
      const from = Date.now()
      const seen: string[] = []
      for (const kind of together) if (await apply(kind)) seen.push(kind)
      const recovered = await rooms.settled(60_000)
      if (recovered) for (const kind of seen) count(kind)
      else faulty.push(`not well 60 s after ${together.join(', ')}`)
      const stretch = await between(load.seen, together.length, options.rate)
      stretches.push(stretch)
      const ms = Date.now() - from
      note({ well: together, recovered, ms, rate: stretch.rate })
      for (const kind of together) took.set(kind, [...(took.get(kind) ?? []), Math.round(ms / together.length)])
      say(`         ${recovered ? 'well again' : 'NOT WELL'}, ${Math.round(stretch.rate)}/s (${ms} ms)`)
    }
    if (atOnce) {
      say('all at once')
      const seenAtOnce = await Promise.all(
        random.shuffled(kinds).map(async (kind) => ({ kind, seen: await apply(kind) })),
      )
      await servers.proxies.reset()
      if (await rooms.settled(60_000)) for (const { kind, seen } of seenAtOnce) if (seen) count(kind)
      stretches.push(await between(load.seen, kinds.length, options.rate))
    }
    const seconds = (Date.now() - loadBegan) / 1000
    await load.stop()
    closeConnections()
    const everSaid = await inLogs(folder)
    if (!(await rooms.settled(60_000))) faulty.push('not well 60 s after the end')
    const verdict = await untilPaid(direct, historyFile)
    const found = Object.entries(verdict).flatMap(([name, found]) =>
      Array.isArray(found) ? found.slice(0, 20).map((line) => `${name}: ${line}`) : [],
    )
    const internal = [...load.seen.internal].map(([what, times]) => `${what} was answered by 500, ${times} times`)
    const findings = [...faulty, ...rooms.endedThemselves(), ...internal, ...found]
    return {
      faults: counts,
      acknowledged: verdict.acknowledged,
      lost: verdict.lost.length,
      duplicated: verdict.duplicated.length,
      viewsDiffering: verdict.viewsDiffering.length,
      sometimes: {
        duplicateDelivery: verdict.duplicateDeliveries,
        fencing: everSaid.fenced,
        rebalance: everSaid.rebalanced,
        unknownOutcome: load.seen.unknown + everSaid.unknown,
        repeatAnswered: load.seen.repeats,
        restart: rooms.restarts(),
        startUnderFire: rooms.startsUnderFire(),
        readOwnWrite: load.seen.read,
        playTwiceOnLog: verdict.playsTwice,
      },
      rate: rateOf(stretches, load.seen.acknowledged / seconds, options.rate),
      ms: timesOf(took),
      findings,
      seconds: Math.round((Date.now() - began) / 1000),
    }
  } finally {
    for (const end of ends.reverse()) await end().catch((error: unknown) => say(String(error)))
  }
}
