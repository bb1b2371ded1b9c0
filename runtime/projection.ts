// A projection: events folded into rows. Its handlers are its subscription.
import type { RecordName } from '../schemas/generated/catalogue.ts'
import type { Meta } from './envelope.ts'
import type { EventNamed, Happened } from './event.ts'
import { topicsFor } from './event.ts'
import { blamed } from './poison.ts'
import type { Row, RowAccess } from './projection-store.ts'

/** The new row, null to delete it, undefined to leave it as it is. `key` is the row's. Must be pure: it may run again. */
type Handler<R, Name extends RecordName> = (
  row: R | undefined,
  event: EventNamed<Name>,
  meta: Meta,
  key: string,
) => R | null | undefined

export type ProjectionSpec<R, Name extends RecordName> = Readonly<{
  name: string
  /** Raise it when rows would come out differently: a new table and group fill up beside the live ones. */
  version: number
  /** the file with its table's SQL, in which `:table` stands for `<name>_v<version>`; else table.sql in its folder */
  table?: URL
  /** only for the protocol's own records (CommandRejected …), which stand on many topics */
  topics?: readonly string[]
  /** The row, or each of the rows, that the event is about; null: none. */
  key: (event: EventNamed<Name>, meta: Meta) => string | readonly string[] | null
  on: Readonly<{ [N in Name]: Handler<R, N> }>
}>

/** What `defineProjection` makes: for runProjection and for those who prepare its table. */
export type Projection<R = Row> = Readonly<{
  name: string
  version: number
  table: URL | undefined
  topics: readonly string[]
  names: ReadonlySet<string>
  keysOf(happened: Happened): readonly string[]
  fold(row: R | undefined, happened: Happened, key: string): R | null | undefined
}>

/**
 * `defineProjection<LibraryRow>()({ name, version, table, key, on })`; the row type first, the rest is inferred.
 * Events, topics and the group `<name>_v<version>` follow from the names in `on`. Throws NoTopic.
 */
export const defineProjection =
  <R extends object>() =>
  <Name extends RecordName>(spec: ProjectionSpec<R, Name>): Projection<R> => {
    const { name, version, table, key, on } = spec
    const names = new Set<string>(Object.keys(on))
    return {
      name,
      version,
      table,
      names,
      topics: topicsFor([...names], spec.topics),
      keysOf: ({ event, meta }) => {
        const keys = key(event as EventNamed<Name>, meta)
        return keys === null ? [] : typeof keys === 'string' ? [keys] : keys
      },
      fold: (row, { event, meta }, key) => on[event.type as Name](row, event as EventNamed<Name>, meta, key),
    }
  }

export const groupOf = ({ name, version }: Readonly<{ name: string; version: number }>): string => `${name}_v${version}`

/** Folds events into the rows they are about: loads them once, saves those that changed once. */
export const foldRows = async <R>(projection: Projection<R>, events: readonly Happened[], rows: RowAccess) => {
  const keys = events.map((one) => blamed(one.meta.offset, () => projection.keysOf(one)))
  const wanted = [...new Set(keys.flat())]
  if (!wanted.length) return
  const loaded = (await rows.load(wanted)) as ReadonlyMap<string, unknown>
  const changed = new Map<string, R | null>()
  const rowOf = (key: string) =>
    changed.has(key) ? (changed.get(key) ?? undefined) : (loaded.get(key) as R | undefined)
  events.forEach((one, i) => {
    for (const key of keys[i] ?? []) {
      const row = blamed(one.meta.offset, () => projection.fold(rowOf(key), one, key))
      if (row !== undefined) changed.set(key, row)
    }
  })
  if (changed.size) await rows.save(changed as ReadonlyMap<string, unknown> as ReadonlyMap<string, Row | null>)
}
