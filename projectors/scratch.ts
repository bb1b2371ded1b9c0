// Folds a stretch of a topic into a scratch table, once: read outside every group, nothing live is touched.
import type { PoolClient } from 'pg'
import type { Logger } from '../platform/logger.ts'
import type { Postgres } from '../platform/postgres.ts'
import { type Bounds, type Followable, noteBuilt } from '../platform/postgres-versions.ts'
import { type Codec, foldRows, happenedOf, type Log, type LogRecord, type ProjectionStore } from '../runtime/index.ts'
import type { Loaded } from './load.ts'
import type { Pace } from './pace.ts'

export type ScratchDeps = Readonly<{
  log: Log
  codec: Codec
  postgres: Postgres
  store: ProjectionStore
  logger: Logger
  pace: Pace
  loaded: readonly Loaded[]
  signal: AbortSignal
}>

export type Scratches = Readonly<{
  /** Begins those that are not folded yet and that nobody else folds. */
  look(stored: readonly Followable[]): void
  stop(): Promise<void>
}>

const REPORT_EVERY = 1_000

export const foldScratches = (deps: ScratchDeps): Scratches => {
  const { postgres, logger, loaded, signal } = deps
  const folding = new Map<string, Promise<void>>()

  const fold = async (code: Loaded, stored: Followable, bounds: Bounds) => {
    await alone(postgres, stored.name, () => foldBounds(deps, code, stored, bounds))
  }

  return {
    look: (stored) => {
      for (const one of stored) {
        const { name, code: version, folds, bounds, builtAt } = one
        if (bounds === null || builtAt !== null || folding.has(name) || signal.aborted) continue
        const code = loaded.find(({ projection }) => projection.name === folds && projection.version === version)
        if (!code) continue
        const work = fold(code, one, bounds)
          .catch((error: unknown) => logger.warn({ name, err: String(error) }, 'a scratch does not go on; again soon'))
          .finally(() => folding.delete(name))
        folding.set(name, work)
      }
    },
    stop: async () => {
      await Promise.all(folding.values())
    },
  }
}

/** One process at a time, by a lock that goes with its connection. */
const alone = async (postgres: Postgres, name: string, work: () => Promise<void>): Promise<void> => {
  const client: PoolClient = await postgres.pool.connect()
  try {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock(hashtext($1)) as held', [name])
    if (!rows[0]?.held) return
    await work()
  } finally {
    client.release(true)
  }
}

const foldBounds = async (deps: ScratchDeps, code: Loaded, stored: Followable, { topic, ranges }: Bounds) => {
  const { codec, store, pace, postgres, signal } = deps
  const { name, version } = stored
  const { projection } = code
  const log = code.through(deps.log)
  const places = await store.positions(name, version)
  const all = ranges.reduce((sum, { from, until }) => sum + BigInt(until - from), 0n)
  let done = ranges.reduce(
    (sum, { from }, p) => sum + ((places.get(`${topic}/${p}`) ?? BigInt(from)) - BigInt(from)),
    0n,
  )
  const began = { at: performance.now(), done }
  let told = 0
  const report = async () => {
    if (performance.now() - told < REPORT_EVERY && done < all) return
    told = performance.now()
    const rate = Number(done - began.done) / Math.max(0.001, (told - began.at) / 1_000)
    await store.report?.(name, version, {
      ...{ lag: all - done, records: all, rate, moving: true, detail: undefined, movedAt: Date.now() },
    })
  }

  for (const [partition, { from, until }] of ranges.entries()) {
    let at = places.get(`${topic}/${partition}`)
    const apply = async (records: readonly LogRecord[], next: bigint) => {
      const events = await happenedOf(codec, records, projection.names)
      await store.apply(name, version, { topic, partition, from: at, next }, (rows) =>
        foldRows(projection, events, rows),
      )
      done += next - (at ?? BigInt(from))
      at = next
      await report()
    }
    const each = async (records: readonly LogRecord[]) => {
      for (let i = 0; i < records.length; ) {
        const batch = records.slice(i, i + pace.batchSize())
        i += batch.length
        await pace.run(signal, () => apply(batch, (batch.at(-1)?.offset ?? 0n) + 1n))
      }
    }
    await log.read({ topic, partition }, at ?? BigInt(from), BigInt(until), each)
    // Control records at the end were read too.
    if ((at ?? BigInt(from)) < BigInt(until)) await apply([], BigInt(until))
  }
  await noteBuilt(postgres, stored)
}
