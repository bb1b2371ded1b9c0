// A chaos run: servers, rooms, load, faults in the order of the seed, all at once at the end, then the checker.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createLogger } from '../../platform/logger.ts'
import { gateway } from '../../start/gateway.ts'
import { migrate } from '../../start/migrate.ts'
import { draft, filmInStore, newPerson } from '../given-film.ts'
import { sandboxBank } from '../sandbox-bank.ts'
import type { Verdict } from './checker/judge.ts'
import { type Field, faults } from './faults.ts'
import { closeConnections } from './http.ts'
import { startLoad } from './load.ts'
import { randomFrom } from './random.ts'
import { chaosRooms } from './rooms.ts'
import { chaosServers } from './servers.ts'

export type ChaosOptions = Readonly<{
  folder: string
  faults: number
  seed: number
  clients?: number
  /** kinds to choose from; all of them unless told */
  kinds?: readonly string[]
  say(line: string): void
}>

export type ChaosResult = Readonly<{
  faults: Readonly<Record<string, number>>
  acknowledged: number
  lost: number
  duplicated: number
  viewsDiffering: number
  sometimes: Readonly<Record<string, number>>
  /** commands answered per second of load, over all of it and in the slowest stretch between faults */
  rate: Readonly<{ all: number; slowest: number }>
  /** what the checker objects to, at most so much of each */
  findings: readonly string[]
  seconds: number
}>

const deciders = 3

export const chaos = async (options: ChaosOptions): Promise<ChaosResult> => {
  const { folder, say, kinds = Object.keys(faults) } = options
  const began = Date.now()
  const random = randomFrom(options.seed)
  const servers = await chaosServers(folder)
  const ends: (() => Promise<unknown>)[] = [() => servers.stop()]
  try {
    const { env, direct, apis } = servers
    await migrate(direct, createLogger('migrate', 'warn'))
    let note: (line: object) => void = () => undefined
    const common = { ...env, MATINEE_PORT: '0', MATINEE_LOG_LEVEL: 'info' }
    const rooms = chaosRooms(common, folder, (line) => note(line))
    ends.push(() => rooms.stop())
    const api = (i: number) => rooms.add(`api-${i}`, 'command-api/http/main.ts', { MATINEE_PORT: String(apis[i]?.own) })
    const decider = (i: number) => rooms.add(`decider-${i}`, 'command-api/deciders/main.ts')
    await Promise.all([api(0), api(1), rooms.add('projectors-0', 'projectors/main.ts'), decider(0)])
    const passing = ['query-api/main.ts', 'workers/film-pipeline/main.ts', 'media-workers/main.ts']
    await Promise.all([
      rooms.add('payments', 'workers/payments/main.ts'),
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
    for (let i = 1; i < deciders; i++) await decider(i)
    say(`ready after ${Math.round((Date.now() - began) / 1000)} s`)

    const historyFile = join(folder, 'history.jsonl')
    const ports = apis.map(({ proxied }) => proxied)
    const clients = options.clients ?? 48
    const load = await startLoad({ ports, historyFile, seller, drafts, film, clients, random })
    note = load.note
    const loadBegan = Date.now()
    const field: Field = { servers, rooms, load, random, bank: sandboxBank(direct) }
    const counts: Record<string, number> = Object.fromEntries(kinds.map((kind) => [kind, 0]))
    const apply = async (kind: string): Promise<void> => {
      const from = Date.now()
      const seen = await (faults[kind]?.(field) ?? Promise.resolve(false)).catch((error: unknown) => {
        say(`${kind}: ${String(error)}`)
        return false
      })
      note({ fault: kind, seen, ms: Date.now() - from })
      say(`${seen ? 'seen    ' : 'NOT SEEN'} ${kind} (${Date.now() - from} ms; ${load.seen.acknowledged} acknowledged)`)
      if (seen) counts[kind] = (counts[kind] ?? 0) + 1
    }
    const total = () => Object.values(counts).reduce((sum, n) => sum + n, 0)
    let slowest = Number.POSITIVE_INFINITY
    await wait(2_000)
    // Whole rounds of all kinds, each in another order; a kind that was not seen is tried again in the next one.
    for (let tries = 0; total() < options.faults && tries < options.faults * 3; )
      for (const kind of random.shuffled(kinds)) {
        if (total() >= options.faults) break
        tries++
        await apply(kind)
        await rooms.settled(30_000)
        const [before, at] = [load.seen.acknowledged, Date.now()]
        // So much of the load goes between two faults, however slow the machine is.
        while (load.seen.acknowledged - before < 60) await wait(50)
        slowest = Math.min(slowest, ((load.seen.acknowledged - before) * 1000) / (Date.now() - at))
      }
    say('all at once')
    await Promise.all(random.shuffled(kinds.filter((kind) => kind !== 'kill owner-fenced')).map(apply))
    await rooms.settled(60_000)
    await wait(2_000)
    const seconds = (Date.now() - loadBegan) / 1000
    await load.stop()
    closeConnections()
    const everSaid = await grepLogs(folder)
    await rooms.settled(60_000)
    const verdict = await untilPaid(direct, historyFile)
    const findings = Object.entries(verdict).flatMap(([name, found]) =>
      Array.isArray(found) ? found.slice(0, 20).map((line) => `${name}: ${line}`) : [],
    )
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
      },
      rate: { all: Math.round(load.seen.acknowledged / seconds), slowest: Math.round(slowest) },
      findings,
      seconds: Math.round((Date.now() - began) / 1000),
    }
  } finally {
    for (const end of ends.reverse()) await end().catch((error: unknown) => say(String(error)))
  }
}

const times = async (folder: string, text: string): Promise<number> => {
  const counted = await promisify(execFile)('grep', ['-rhFc', text, join(folder, 'logs')]).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  )
  return counted.stdout.split('\n').reduce((sum, line) => sum + Number(line), 0)
}

const grepLogs = async (folder: string) => ({
  fenced: await times(folder, 'a newer owner has the partition'),
  rebalanced: await times(folder, '"decides"'),
  unknown: await times(folder, 'an unknown outcome'),
})

/** Money may still be on its way when the load ends: judged again until that is through, a minute at most. */
const untilPaid = async (env: Readonly<Record<string, string>>, history: string): Promise<Verdict> => {
  const program = join(import.meta.dirname, 'checker/main.ts')
  for (const until = Date.now() + 60_000; ; ) {
    const limits = { env: { ...process.env, ...env }, maxBuffer: 2 ** 30, timeout: 300_000 }
    const { stdout } = await promisify(execFile)(process.execPath, [program, history], limits)
    const verdict = JSON.parse(stdout) as Verdict
    if (verdict.money.length === 0 || Date.now() > until) return verdict
    await wait(2_000)
  }
}
