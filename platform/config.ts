// Configuration from the environment, checked at start; all faults are listed at once.
import { type Static, type TObject, Type } from 'typebox'
import { Value } from 'typebox/value'

const text = (description: string) => Type.String({ minLength: 1, description })
const number = (description: string, fallback: number) => Type.Integer({ description, default: fallback, minimum: 0 })

/** What every room needs to find the servers. */
export const serversConfig = Type.Object({
  MATINEE_INSTALLATION: text('id of this installation; prefixes transactional ids'),
  MATINEE_TOPIC_PREFIX: Type.String({ default: '', description: 'before every topic and group name' }),
  MATINEE_PARTITIONS: number('partitions of every topic; chosen once, a one-way door', 4),
  MATINEE_KAFKA: text('host:port, several separated by commas'),
  MATINEE_REGISTRY: text('base URL of the schema registry (Confluent protocol)'),
  MATINEE_POSTGRES: text('postgres:// URL'),
  MATINEE_CLICKHOUSE: text('http:// URL'),
  MATINEE_CLICKHOUSE_DATABASE: Type.String({ default: 'matinee' }),
  MATINEE_CLICKHOUSE_WRITER: text('user:password that may write'),
  MATINEE_CLICKHOUSE_READER: text('user:password that may only read'),
  MATINEE_REDIS: text('redis:// URL'),
  MATINEE_REDIS_PREFIX: Type.String({ default: 'matinee:' }),
  MATINEE_OBJECTS: text('folder of the object store'),
  MATINEE_STATE: text('folder for local state stores'),
  MATINEE_LOG_LEVEL: Type.String({ default: 'info' }),
})

/** Signing, addresses and limits of the rooms that speak HTTP. */
export const httpConfig = Type.Object({
  MATINEE_HOST: Type.String({ default: '127.0.0.1' }),
  MATINEE_PORT: number('0 takes a free one', 8080),
  MATINEE_PUBLIC_URL: text('origin that clients see, without a slash at the end'),
  MATINEE_SIGNING_KEYS: text('file with the private JWKS (ES256); the first key signs'),
  MATINEE_SETUP_SECRET: text('lets the installer register operators and simulated people'),
  MATINEE_INTERNAL_SECRET: text('edge uses it to ask query-api for closed playbacks'),
  MATINEE_CORS_ORIGINS: Type.String({ default: '', description: 'separated by commas' }),
  MATINEE_PLAYBACK_TOKEN_SECONDS: number('0: the film plus an hour', 0),
  MATINEE_UPLOAD_LIMIT: number('bytes', 10 * 2 ** 30),
  MATINEE_STREAMS_AT_ONCE: number('playbacks of one viewer at once', 3),
  MATINEE_STREAMS_PER_RENTAL: number('of them by one rental', 1),
  MATINEE_SELLER_SHARE: Type.Integer({
    default: 7_000,
    minimum: 0,
    maximum: 10_000,
    description: 'of a price without tax, in hundredths of a percent; an order keeps the one it was placed with',
  }),
  MATINEE_PAYOUT_MINIMUM: number('minor units of each currency: less is not paid to a seller', 1_000),
  MATINEE_SUBSCRIPTION_GRACE_SECONDS: number(
    'after the end of a paid period in which a subscription plays on while the next payment is tried',
    7 * 86_400,
  ),
  MATINEE_COUNTRY_HEADER: Type.String({
    default: '',
    description: 'header in which a trusted network before us says from which country a request comes; empty: off',
  }),
  MATINEE_REFUND_HOURS: number('in which a film that was never played may be given back', 14 * 24),
})

/** Where the keys are under which personal fields are sealed: for the rooms that seal or open them. */
export const keysConfig = Type.Object({
  MATINEE_KEY_STORE: text('postgres:// URL of the key store: a database of its own, backed up apart from all others'),
  MATINEE_KEYS_SECRET: Type.String({
    minLength: 32,
    description: 'at least 32 random characters; wraps the keys, so it is kept apart from their database',
  }),
})

/** Which provider takes the money. */
export const paymentsConfig = Type.Object({
  MATINEE_PAYMENTS: Type.Union([Type.Literal('sandbox'), Type.Literal('stripe')], { default: 'sandbox' }),
  MATINEE_PAYMENTS_URL: Type.String({ default: '', description: 'of the sandbox, or of a Stripe-compatible server' }),
  MATINEE_PAYMENTS_KEY: text('API key of the provider'),
  MATINEE_PAYMENTS_WEBHOOK_SECRET: text('signs its webhooks'),
})

export type ServersConfig = Static<typeof serversConfig>
export type HttpConfig = Static<typeof httpConfig>
export type KeysConfig = Static<typeof keysConfig>
export type PaymentsConfig = Static<typeof paymentsConfig>

/** The environment as typed settings; throws one Error that lists every fault, a line each. */
export const readConfig = <T extends TObject>(schema: T, env: NodeJS.ProcessEnv = process.env): Static<T> => {
  const known = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, env[name]]))
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
  const value = Value.Convert(schema, Value.Default(schema, given)) as Record<string, unknown>
  const missing = Object.entries(schema.properties)
    .filter(([name]) => value[name] === undefined)
    .map(([name, p]) => `${name} is missing: ${(p as { description?: string }).description ?? ''}`)
  const wrong = Value.Errors(schema, value)
    .filter((e) => e.instancePath)
    .map((e) => `${e.instancePath.slice(1)} ${e.message}`)
  if (missing.length || wrong.length) throw new Error(`configuration:\n${[...missing, ...wrong].join('\n')}`)
  return value as Static<T>
}

/** Several schemas as one. */
export const allOf = <A extends TObject, B extends TObject>(a: A, b: B) =>
  Type.Object({ ...a.properties, ...b.properties }) as unknown as TObject<A['properties'] & B['properties']>
