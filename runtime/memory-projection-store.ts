// A projection store in memory, for unit specs: the same promises as the one on Postgres.
import type { ParkedStore } from './lots.ts'
import { type ProjectionStatus, type ProjectionStore, type Row, StalePosition } from './projection-store.ts'
import { type KeyedStore, openStore, StaleStore } from './store.ts'
import { keepParked, storeParked } from './store-parked.ts'

export type MemoryProjectionStore = ProjectionStore &
  Readonly<{
    rows(name: string, version: number): ReadonlyMap<string, Row>
    status(name: string, version: number): ProjectionStatus | undefined
    /** The next calls of `apply` fail so: before anything is kept, or after it is (a lost answer). */
    failNext(times: number, error: Error, when?: 'before' | 'after'): void
    /** Remembers rows and positions as they are; what it returns brings them back, as a standby that has no more does. */
    checkpoint(): () => void
    /** Nothing answers any more, or again. */
    cut(isCut: boolean): void
  }>

type Table = {
  readonly rows: Map<string, Row>
  readonly positions: Map<string, bigint>
  readonly parked: KeyedStore
  status?: ProjectionStatus
}
type Failure = { times: number; readonly error: Error; readonly when: 'before' | 'after' }

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}

/** Rows are frozen: a handler that changes one in place throws, as it would be wrong when the transaction is undone. */
export const memoryProjectionStore = (): MemoryProjectionStore => {
  const tables = new Map<string, Table>()
  let failure: Failure | undefined
  let isCut = false
  let turn: Promise<unknown> = Promise.resolve()

  const answers = () => {
    if (isCut) throw new Error('the store cannot be reached')
  }

  const answering = <T>(work: () => T): T => {
    answers()
    return work()
  }

  const tableOf = (name: string, version: number): Table => {
    const id = `${name}_v${version}`
    const table = tables.get(id) ?? { rows: new Map(), positions: new Map(), parked: openStore({ file: ':memory:' }) }
    tables.set(id, table)
    return table
  }

  const fail = (when: Failure['when']) => {
    answers()
    if (failure?.when !== when || failure.times === 0) return
    failure.times--
    throw failure.error
  }

  const applyNow: ProjectionStore['apply'] = async (name, version, { topic, partition, from, next, parking }, work) => {
    fail('before')
    const table = tableOf(name, version)
    const source = `${topic}/${partition}`
    const stands = table.positions.get(source)
    if (stands !== from) throw new StalePosition(`${name} stands at ${source}@${stands}, not at ${from}`)
    const changes = new Map<string, Row | null>()
    await work({
      load: async (keys) =>
        new Map(
          keys.flatMap((key) => {
            const row = table.rows.get(key)
            return row ? [[key, row] as const] : []
          }),
        ),
      save: async (saved) => saved.forEach((row, key) => void changes.set(key, frozen(row))),
    })
    try {
      if (parking) table.parked.write([], (writer) => keepParked(writer, topic, partition, parking))
    } catch (error) {
      throw error instanceof StaleStore ? new StalePosition(error.message) : error
    }
    for (const [key, row] of changes) row === null ? table.rows.delete(key) : table.rows.set(key, row)
    table.positions.set(source, next)
    fail('after')
  }

  return {
    positions: async (name, version) => {
      answers()
      return new Map(tableOf(name, version).positions)
    },
    apply: (...args) => {
      const mine = turn.then(() => applyNow(...args))
      turn = mine.catch(() => undefined)
      return mine
    },
    report: async (name, version, status) => {
      tableOf(name, version).status = status
    },
    parkedBy: (name, version): ParkedStore => {
      const { parked, untold, told } = storeParked(tableOf(name, version).parked)
      return {
        parked: async (...at) => answering(() => parked(...at)),
        untold: async (...at) => answering(() => untold(...at)),
        told: async (...changes) => answering(() => told(...changes)),
      }
    },
    rows: (name, version) => tableOf(name, version).rows,
    status: (name, version) => tableOf(name, version).status,
    failNext: (times, error, when = 'before') => {
      failure = { times, error, when }
    },
    checkpoint: () => {
      const then = new Map([...tables].map(([id, { rows, positions }]) => [id, [[...rows], [...positions]] as const]))
      return () => {
        for (const [id, { rows, positions }] of tables) {
          const [oldRows, oldPositions] = then.get(id) ?? [[], []]
          rows.clear()
          positions.clear()
          for (const [key, row] of oldRows) rows.set(key, row)
          for (const [source, next] of oldPositions) positions.set(source, next)
        }
      }
    },
    cut: (cut) => {
      isCut = cut
    },
  }
}
