// Lists in pages: the cursor is where the last page ended, opaque to clients.
import { Type } from 'typebox'
import { problem } from '../platform/problems.ts'

const most = 100

/** Query parameters of a list. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: 20, description: 'items on a page' })),
  cursor: Type.Optional(Type.String({ maxLength: 300, description: '`next` of the page before' })),
}

type Asked = Readonly<{ limit?: number | undefined; cursor?: string | undefined }>

export const limitOf = ({ limit }: Asked): number => limit ?? 20

/** What the last row was, as `page` wrote it; a cursor that is none is a fault of the request. */
export const cursorOf = <K extends string>(
  { cursor }: Asked,
  id: K,
): ({ at: number } & Record<K, string>) | undefined => {
  if (cursor === undefined) return undefined
  const [at, key, ...rest] = Buffer.from(cursor, 'base64url').toString().split('|')
  const time = Number(at)
  if (!at || !Number.isFinite(time) || !key || !/^[\w:-]{1,100}$/.test(key) || rest.length)
    throw problem('invalid-request', 'The cursor is not one of ours; begin without it.')
  return { at: time, [id]: key } as { at: number } & Record<K, string>
}

/** One row more than the page was read tells whether there is a next one. */
export const page = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  at: (row: Row) => readonly [time: number, key: string],
  item: (row: Row) => Item,
) => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const more = rows.length > limit && last !== undefined
  return { items: shown.map(item), next: more ? Buffer.from(at(last).join('|')).toString('base64url') : null }
}

/** The answer's shape. */
export const Page = <T extends Parameters<typeof Type.Array>[0]>(item: T, description: string, example: object) =>
  Type.Object(
    { items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) },
    { description, examples: [{ items: [example], next: null }] },
  )
