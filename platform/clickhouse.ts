// ClickHouse over HTTP: a writer for the analytics projector, a reader with limits for queries.
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'

export type ClickhouseOptions = Readonly<{
  url: string
  database: string
  /** `user:password` */
  credentials: string
  /** shown in ClickHouse's query log */
  room: string
  /** ms for one request */
  timeout?: number
  /** connections at once; more wait */
  connections?: number
}>

export type ClickhouseReader = Readonly<{
  /**
   * Rows of a SELECT; `{name:Type}` in it stands for a parameter. Integers of 64 bits come as numbers. Throws
   * ClickHouseError when the server refuses (limits too), and the error of the connection.
   */
  rows<Row>(query: string, parameters?: Readonly<Record<string, unknown>>): Promise<readonly Row[]>
  ping(): Promise<boolean>
  close(): Promise<void>
}>

export type ClickhouseWriter = ClickhouseReader &
  Readonly<{
    /** A statement without an answer. */
    command(statement: string): Promise<void>
    /**
     * Inserts rows in one block. A second insert with the same token into the same table does nothing, also in the
     * tables that materialized views fill from it, as long as the tables' deduplication windows remember it.
     */
    insert(table: string, rows: readonly object[], token: string): Promise<void>
  }>

/** What one query may take; the server's own limits for the user hold as well. */
const readerLimits = {
  max_execution_time: 10,
  max_result_rows: '100000',
  max_memory_usage: String(256 * 2 ** 20),
} as const

export const openClickhouseReader = (options: ClickhouseOptions): ClickhouseReader => {
  const client = connect({ timeout: 12_000, ...options })
  return reader(client, readerLimits)
}

export const openClickhouseWriter = (options: ClickhouseOptions): ClickhouseWriter => {
  const client = connect({ timeout: 60_000, ...options })
  return {
    ...reader(client, {}),
    command: async (statement) => {
      await client.command({ query: statement })
    },
    insert: async (table, rows, token) => {
      await client.insert({
        table,
        values: rows,
        format: 'JSONEachRow',
        clickhouse_settings: {
          insert_deduplicate: 1,
          insert_deduplication_token: token,
          deduplicate_blocks_in_dependent_materialized_views: 1,
          async_insert: 0,
          date_time_input_format: 'best_effort',
        },
      })
    },
  }
}

const connect = ({ url, database, credentials, room, timeout = 30_000, connections = 10 }: ClickhouseOptions) => {
  const [username = '', ...password] = credentials.split(':')
  return createClient({
    url,
    database,
    username,
    password: password.join(':'),
    application: `matinee-${room}`,
    request_timeout: timeout,
    max_open_connections: connections,
    log: { level: ClickHouseLogLevel.OFF },
  })
}

const reader = (client: ClickHouseClient, limits: Readonly<Record<string, string | number>>): ClickhouseReader => ({
  rows: async <Row>(query: string, parameters: Readonly<Record<string, unknown>> = {}) => {
    const answer = await client.query({
      query,
      format: 'JSONEachRow',
      query_params: parameters,
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0, ...limits },
    })
    return answer.json<Row>()
  },
  ping: async () => (await client.ping()).success,
  close: () => client.close(),
})
