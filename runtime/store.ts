// A keyed local store on SQLite: values, what is remembered for a while, and the position, in one write (protocol 5).
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isPlanted } from './planted.ts'
import type { Change, Move } from './store-change.ts'
import { inOrder } from './store-part.ts'
import { bytesOf, valueOfBytes } from './store-values.ts'

export type { Move }

/** The file has moved on: another owner wrote to it. Drop what you hold and take over again (protocol 5). */
export class StaleStore extends Error {
  override name = 'StaleStore'
}

/** Keys order by their UTF-8 bytes; `until` is exclusive. */
export type Range = Readonly<{ from?: string; until?: string; limit?: number; descending?: boolean }>

export type StoreReader = Readonly<{
  get<T>(key: string): T | undefined
  /** A snapshot, read at once: bound it with `limit` where a range may be large. */
  range<T>(range: Range): readonly (readonly [key: string, value: T])[]
  /** Those of the keys that are there, in one query. */
  getAll<T>(keys: readonly string[]): ReadonlyMap<string, T>
  /** What `remember` kept and nothing has forgotten yet. */
  recall<T>(id: string): T | undefined
  /** Those of the ids that `recall` knows, in one query. */
  recallable(ids: readonly string[]): ReadonlySet<string>
  /** Short texts about the file itself, such as the version of the code that wrote it. */
  meta(name: string): string | undefined
  /** The next offset wanted of a source, or undefined when nothing of it was read. */
  position(source: string): bigint | undefined
  positions(): ReadonlyMap<string, bigint>
}>

export type StoreWriter = StoreReader &
  Readonly<{
    /** A Buffer, or anything that `node:v8` serializes: bigint, Date, Map, Set, typed arrays; no functions. */
    put(key: string, value: unknown): void
    delete(key: string): void
    /** Like put, in a space of its own whose entries have a time and can be forgotten by age. */
    remember(id: string, at: number, value: unknown): void
    /** Forgets what was remembered with a time before `at`; returns how many. At most `limit` in one go. */
    forgetBefore(at: number, limit?: number): number
    setMeta(name: string, value: string): void
  }>

export type KeyedStore = StoreReader &
  Readonly<{
    /**
     * All of `work` and the moves, or nothing. Throws StaleStore when a source does not stand at `from`.
     * `work` is synchronous; what it throws rolls everything back.
     */
    write<R>(moves: readonly Move[], work: (store: StoreWriter) => R): R
    /** All of a change and its moves, or nothing; throws as `write` does. */
    apply(change: Change): void
    /** Everything out: values, remembered, meta and positions. */
    clear(): void
    /** A consistent copy in a new file, for a snapshot elsewhere. */
    copyTo(file: string): void
    close(): void
  }>

const schema = `
  create table if not exists entry (key text primary key, value blob not null) without rowid;
  create table if not exists remembered (n integer primary key, id text not null, at integer not null, value blob not null);
  create unique index if not exists remembered_id on remembered (id);
  create index if not exists remembered_at on remembered (at);
  create table if not exists meta (name text primary key, value text not null) without rowid;
  create table if not exists position (source text primary key, next integer not null) without rowid;
`

// The log is the truth, so a power loss may take the last writes (synchronous=normal): they are read again.
// A page is copied from the write-ahead log into the file once per 16 MB of it, not per 4 MB: keys are random, so most pages
// are written again soon.
const pragmas = (cacheKilobytes: number) => `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma wal_autocheckpoint = 4096;
  pragma busy_timeout = 5000;
  pragma cache_size = -${cacheKilobytes};
`

type Row = Record<string, unknown> | undefined

const valueIn = <T>(row: Row): T | undefined => (row ? (valueOfBytes(row.value as Uint8Array) as T) : undefined)

/**
 * Opens or makes the file. One owner per file; a second one is noticed at its next write.
 * `cacheKilobytes` bounds the memory of the page cache.
 */
export const openStore = ({ file, cacheKilobytes = 8_192 }: { file: string; cacheKilobytes?: number }): KeyedStore => {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const db = new DatabaseSync(file)
  db.exec(pragmas(cacheKilobytes))
  db.exec(schema)

  const get = db.prepare('select value from entry where key = ?')
  const put = db.prepare('insert into entry values (?, ?) on conflict (key) do update set value = excluded.value')
  const remove = db.prepare('delete from entry where key = ?')
  const getAll = db.prepare(
    'select known.key, known.value from json_each(?) wanted cross join entry known on known.key = wanted.value',
  )
  const putFirst = db.prepare('insert into entry values (?, ?) on conflict (key) do nothing')
  const recall = db.prepare('select value from remembered where id = ?')
  const recallable = db.prepare(
    'select known.id from json_each(?) wanted cross join remembered known on known.id = wanted.value',
  )
  const remember = db.prepare(
    'insert into remembered (id, at, value) values (?, ?, ?) on conflict (id) do update set at = excluded.at, value = excluded.value',
  )
  const forget = db.prepare('delete from remembered where n in (select n from remembered where at < ? limit ?)')
  const meta = db.prepare('select value from meta where name = ?')
  const setMeta = db.prepare('insert into meta values (?, ?) on conflict (name) do update set value = excluded.value')
  const position = db.prepare('select next from position where source = ?')
  const positions = db.prepare('select source, next from position')
  position.setReadBigInts(true)
  positions.setReadBigInts(true)
  const move = db.prepare('insert into position values (?, ?) on conflict (source) do update set next = excluded.next')
  const ranges = {
    up: db.prepare('select key, value from entry where key >= ? and (? is null or key < ?) order by key limit ?'),
    down: db.prepare(
      'select key, value from entry where key >= ? and (? is null or key < ?) order by key desc limit ?',
    ),
  }

  const reader: StoreReader = {
    get: <T>(key: string) => valueIn<T>(get.get(key)),
    range: <T>({ from = '', until, limit = -1, descending = false }: Range) => {
      const end = until ?? null
      const rows = ranges[descending ? 'down' : 'up'].all(from, end, end, limit)
      return rows.map((row) => [row.key as string, valueOfBytes(row.value as Uint8Array) as T] as const)
    },
    getAll: <T>(keys: readonly string[]) => {
      const rows = keys.length ? getAll.all(JSON.stringify(keys)) : []
      return new Map(rows.map((row) => [row.key as string, valueOfBytes(row.value as Uint8Array) as T]))
    },
    recall: <T>(id: string) => valueIn<T>(recall.get(id)),
    recallable: (ids) => new Set(ids.length ? recallable.all(JSON.stringify(ids)).map((row) => row.id as string) : []),
    meta: (name) => meta.get(name)?.value as string | undefined,
    position: (source) => position.get(source)?.next as bigint | undefined,
    positions: () => new Map(positions.all().map((row) => [row.source as string, row.next as unknown as bigint])),
  }

  const writer: StoreWriter = {
    ...reader,
    put: (key, value) => void put.run(key, bytesOf(value)),
    delete: (key) => void remove.run(key),
    remember: (id, at, value) => void remember.run(id, at, bytesOf(value)),
    forgetBefore: (at, limit = 10_000) => Number(forget.run(at, limit).changes),
    setMeta: (name, value) => void setMeta.run(name, value),
  }

  const moveOn = ({ source, from, next }: Move) => {
    const stands = reader.position(source)
    if (stands !== from) throw new StaleStore(`${file}: ${source} stands at ${stands}, expected ${from}`)
    move.run(source, next)
  }

  const inTransaction = <R>(work: () => R): R => {
    db.exec('begin immediate')
    try {
      const result = work()
      db.exec('commit')
      return result
    } catch (error) {
      if (db.isTransaction) db.exec('rollback')
      throw error
    }
  }

  /** Planted: what was done, and then how far it goes. */
  const inTwo = <R>(moves: readonly Move[], work: (store: StoreWriter) => R): R => {
    const metas: Parameters<StoreWriter['setMeta']>[] = []
    const result = inTransaction(() => work({ ...writer, setMeta: (...one) => void metas.push(one) }))
    inTransaction(() => {
      moves.forEach(moveOn)
      for (const one of metas) writer.setMeta(...one)
    })
    return result
  }

  const write = <R>(moves: readonly Move[], work: (store: StoreWriter) => R): R => {
    if (isPlanted('position-outside-write')) return inTwo(moves, work)
    return inTransaction(() => {
      moves.forEach(moveOn)
      return work(writer)
    })
  }

  return {
    ...reader,
    write,
    apply: (change) =>
      write(change.moves, ({ setMeta, forgetBefore }) => {
        const { puts, firsts, remembered } = change
        for (const [key, bytes] of inOrder(puts)) put.run(key, bytes)
        for (const [key, bytes] of inOrder(firsts)) putFirst.run(key, bytes)
        for (const [id, bytes, i] of inOrder(remembered.values)) remember.run(id, remembered.times[i] ?? 0, bytes)
        for (const [name, value] of change.metas) setMeta(name, value)
        if (change.forget) forgetBefore(change.forget.before, change.forget.limit)
      }),
    clear: () =>
      inTransaction(() => db.exec('delete from entry; delete from remembered; delete from meta; delete from position')),
    copyTo: (copy) => void db.prepare('vacuum into ?').run(copy),
    close: () => {
      if (db.isOpen) db.close()
    },
  }
}
