// ClickHouse's HTTP parameters and headers as one value: who asks, for which database, with which settings.
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Refused } from './statement.ts'

export type User = 'writer' | 'reader'
export type Passwords = Readonly<Record<User, string>>

export type Asked = Readonly<{
  /** SQL given in the URL; the body is then its data or its continuation. */
  query: string | undefined
  database: string | undefined
  format: string | undefined
  settings: ReadonlyMap<string, string>
  /** In ClickHouse's escaped text form, as `SET param_x` takes them. */
  parameters: ReadonlyMap<string, string>
  queryId: string | undefined
  compressAnswer: boolean
}>

/** Meant for the HTTP door itself, or without effect here: no sessions, no progress headers, answers are always whole. */
const doors = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'user',
  'password',
  'quota_key',
  'role',
  'session_id',
  'session_timeout',
  'session_check',
  'stacktrace',
  'buffer_size',
  'wait_end_of_query',
  'compress',
  'enable_http_compression',
  'http_zlib_compression_level',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'http_write_exception_in_output_format',
  'cancel_http_readonly_queries_on_client_close',
  'client_protocol_version',
  'add_http_cors_header',
  'max_http_get_redirects',
])

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

export const readParameters = (url: URL, headers: IncomingMessage['headers']): Asked => {
  if (url.searchParams.get('decompress') === '1' || url.searchParams.get('compress') === '1')
    throw new Refused(
      48,
      'NOT_IMPLEMENTED',
      "ClickHouse's own block compression is not offered here: use Content-Encoding",
    )
  const settings = new Map<string, string>()
  const parameters = new Map<string, string>()
  for (const [name, value] of url.searchParams) {
    if (name.startsWith('param_')) parameters.set(name.slice(6), value)
    else if (!doors.has(name)) settings.set(name, value)
  }
  settings.delete('decompress')
  const compression = url.searchParams.get('enable_http_compression')
  return {
    query: url.searchParams.get('query') ?? undefined,
    database: url.searchParams.get('database') ?? one(headers['x-clickhouse-database']),
    format: url.searchParams.get('default_format') ?? one(headers['x-clickhouse-format']),
    settings,
    parameters,
    queryId: url.searchParams.get('query_id') ?? undefined,
    compressAnswer: compression === '1' || compression === 'true',
  }
}

const credentials = (url: URL, headers: IncomingMessage['headers']): { user: string; password: string } | undefined => {
  const [scheme, encoded] = (headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() === 'basic' && encoded) {
    const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':')
    return { user, password: password.join(':') }
  }
  const user = one(headers['x-clickhouse-user']) ?? url.searchParams.get('user')
  const password = one(headers['x-clickhouse-key']) ?? url.searchParams.get('password')
  return user ? { user, password: password ?? '' } : undefined
}

const same = (a: string, b: string): boolean => {
  const [one_, other] = [Buffer.from(a), Buffer.from(b)]
  return one_.length === other.length && timingSafeEqual(one_, other)
}

/** Who asks. Throws Refused 194 without credentials and 516 with wrong ones, as ClickHouse does. */
export const authenticate = (url: URL, headers: IncomingMessage['headers'], passwords: Passwords): User => {
  const given = credentials(url, headers)
  if (!given) throw new Refused(194, 'REQUIRED_PASSWORD', 'Authentication required: the users are writer and reader')
  const user = given.user === 'writer' || given.user === 'reader' ? given.user : undefined
  if (!user || !same(given.password, passwords[user]))
    throw new Refused(
      516,
      'AUTHENTICATION_FAILED',
      `${given.user}: Authentication failed: password is incorrect, or there is no user with such name`,
    )
  return user
}
