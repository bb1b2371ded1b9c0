// Postgres: pools with the house's types, the read store, and transactions.
import { Pool, type PoolClient, types } from 'pg'
import { codeOf, isAway } from './away.ts'
import type { Logger } from './logger.ts'

/**
 * A piece of SQL with its values: what `sql` makes and what the read store takes.
 * Values never become text of the statement; a Statement among the values is put in its place.
 */
export type Statement = Readonly<{ strings: readonly string[]; values: readonly unknown[] }>

export const sql = (strings: TemplateStringsArray, ...values: readonly unknown[]): Statement => ({ strings, values })

/** Nothing, for an optional condition. */
export const none: Statement = { strings: [''], values: [] }

/**
 * Reads rows: columns come in camelCase, timestamptz as ms since 1970, int8 as bigint, jsonb as it was written.
 * Throws pg's DatabaseError; `isNotBuilt` tells the one of a view that no projector has made yet.
 */
export type ReadStore = Readonly<{
  rows<Row extends object>(strings: TemplateStringsArray, ...values: readonly unknown[]): Promise<readonly Row[]>
}>

export type Postgres = ReadStore &
  Readonly<{
    pool: Pool
    /** All of `work` or nothing. */
    transaction<R>(work: (client: PoolClient) => Promise<R>): Promise<R>
    close(): Promise<void>
  }>

export type PostgresOptions = Readonly<{
  url: string
  /** shown in pg_stat_activity */
  room: string
  logger: Logger
  /** connections; each costs the server some memory */
  max?: number
  /** ms after which the server ends a statement; one that does not answer is given up a second later */
  statementTimeout?: number
  /** the server refuses every write */
  readOnly?: boolean
}>

const parsers = new Map<number, (text: string) => unknown>([
  [types.builtins.INT8, BigInt],
  [types.builtins.TIMESTAMPTZ, (text) => Number(types.getTypeParser(types.builtins.TIMESTAMPTZ)(text))],
])

const houseTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? types.getTypeParser(oid, format === 'binary' ? 'text' : format),
} as typeof types

/** Connects lazily; an idle connection that breaks is replaced and noted, never fatal. */
export const openPostgres = (options: PostgresOptions): Postgres => {
  const { url, room, logger, max = 8, statementTimeout = 10_000, readOnly = false } = options
  const pool = new Pool({
    connectionString: url,
    application_name: `matinee-${room}`,
    max,
    types: houseTypes,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeout,
    // For a server that has gone without a word: it says nothing of its own time-out either.
    query_timeout: statementTimeout + 1_000,
    idle_in_transaction_session_timeout: 30_000,
    options: `-c timezone=UTC${readOnly ? ' -c default_transaction_read_only=on' : ''}`,
  })
  pool.on('error', (error) => logger.warn({ err: error.message }, 'a Postgres connection broke'))
  // While one is lent out nobody else listens to it: whoever has it hears of it by the statement that fails.
  pool.on('connect', (client) => client.on('error', () => undefined))

  return {
    pool,
    rows: async <Row extends object>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
      const { text, parameters } = compile({ strings, values })
      const result = await pool.query(text, parameters)
      return result.rows.map((row) => camelKeys(row) as Row)
    },
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  }
}

const inTransaction = async <R>(pool: Pool, work: (client: PoolClient) => Promise<R>): Promise<R> => {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    // Whoever does not answer is not asked again: what is cut off is rolled back.
    if (isAway(error)) broken = error as Error
    else
      await client.query('rollback').catch((e: Error) => {
        broken = e
      })
    throw error
  } finally {
    client.release(broken)
  }
}

/** The table or column is not there (yet): its projection is being built, or another version is live. */
export const isNotBuilt = (error: unknown): boolean => ['42P01', '42703', '3F000'].includes(codeOf(error) ?? '')

/** Numbers the parameters of a statement and of the statements inside it. */
export const compile = ({ strings, values }: Statement): { text: string; parameters: unknown[] } => {
  const parameters: unknown[] = []
  const write = (statement: Statement): string =>
    statement.strings.map((text, i) => (i < statement.values.length ? text + one(statement.values[i]) : text)).join('')
  const one = (value: unknown): string => {
    if (isStatement(value)) return write(value)
    parameters.push(value)
    return `$${parameters.length}`
  }
  return { text: write({ strings, values }), parameters }
}

const isStatement = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && 'strings' in value && 'values' in value

export const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const camelKeys = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value]))
