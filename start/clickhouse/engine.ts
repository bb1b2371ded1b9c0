// chDB as the rest here sees it: one folder, a connection of its own for each query, so that settings never linger.
import fs from 'node:fs'
import path from 'node:path'
import { Session } from 'chdb'

export type Run = Readonly<{
  sql: string
  format: string
  database: string
  settings: ReadonlyMap<string, string>
  parameters: ReadonlyMap<string, string>
  /** The engine's own read-only mode; settings can no longer be changed in it either. */
  readonly: boolean
}>

export type Result = Readonly<{ bytes: Buffer; rowsRead: number; bytesRead: number; elapsed: number }>

export type Engine = Readonly<{
  run(run: Run): Promise<Result>
  tableFunctions: ReadonlySet<string>
  timezone: string
  close(): void
}>

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const identifier = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``

/** Keeps chDB inside what a small machine has: caches and threads are sized for large servers otherwise. */
const serverSettings = (memory: number): string => `<clickhouse>
  <max_server_memory_usage>${memory}</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>2</background_schedule_pool_size>
  <background_common_pool_size>2</background_common_pool_size>
  <max_thread_pool_size>400</max_thread_pool_size>
</clickhouse>
`

const settingsStatement = ({ settings, parameters, readonly }: Run): string | undefined => {
  const bad = [...settings.keys(), ...parameters.keys()].find((name) => !/^\w+$/.test(name))
  if (bad !== undefined)
    throw Object.assign(new Error(`Code: 115. DB::Exception: Setting ${bad} is unknown. (UNKNOWN_SETTING)`), {
      clickhouseCode: 115,
    })
  const pairs = [
    ...[...settings].map(([name, value]) => `${name} = ${quoted(value)}`),
    ...[...parameters].map(([name, value]) => `param_${name} = ${quoted(value)}`),
    ...(readonly ? ['readonly = 1'] : []),
  ]
  return pairs.length ? `SET ${pairs.join(', ')}` : undefined
}

/** Opens the folder; it stays open (merges go on) until `close`. `memory`: bytes the engine may take at all. */
export const openEngine = async (folder: string, database: string, memory: number): Promise<Engine> => {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const data = path.join(folder, 'data')
  const config = path.join(folder, 'server.xml')
  fs.writeFileSync(config, serverSettings(memory))
  const keeper = new Session(data, { connectionArgs: [`--config-file=${config}`] })
  await keeper.queryAsync(`CREATE DATABASE IF NOT EXISTS ${identifier(database)}`)
  const names = await keeper.queryAsync('SELECT lower(name) FROM system.table_functions', { format: 'TabSeparated' })
  const zone = await keeper.queryAsync('SELECT timezone()', { format: 'TabSeparated' })
  return {
    tableFunctions: new Set(names.text().trim().split('\n')),
    timezone: zone.text().trim(),
    close: () => keeper.close(),
    run: async (run) => {
      const session = new Session(data)
      try {
        await session.queryAsync(`USE ${identifier(run.database)}`)
        const set = settingsStatement(run)
        if (set) await session.queryAsync(set)
        const result = await session.queryAsync(run.sql, { format: run.format })
        const { rowsRead, bytesRead, elapsed } = result
        return { bytes: Buffer.from(result.bytes()), rowsRead, bytesRead, elapsed }
      } finally {
        session.close()
      }
    },
  }
}
