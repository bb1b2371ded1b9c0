// `matinee replay TOPIC`: a stretch of the log as JSON lines, or folded into a scratch table. No group is touched.
import { parseArgs } from 'node:util'
import { createLogger } from '../../platform/logger.ts'
import { kafkaLog, type Log, type LogRecord, registryCodec, type TopicPartition } from '../../runtime/index.ts'
import { BadArguments } from '../options.ts'
import { lineOf } from './events.ts'
import { asOperator, operatorOptions, reasonOf, telling } from './operator.ts'
import { running } from './running.ts'

type Stretch = Readonly<{ topic: string; from: string; to: string | undefined }>
type Task = Stretch &
  Readonly<{
    into: Readonly<{ name: string; projection: string; reason: string }> | undefined
    where: Parameters<typeof asOperator>[0]
    data: string | undefined
    external: boolean
  }>

export const readReplayOptions = (args: readonly string[]): Task => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...operatorOptions,
      reason: { type: 'string' },
      from: { type: 'string', default: '0' },
      to: { type: 'string' },
      into: { type: 'string' },
      projection: { type: 'string' },
      external: { type: 'boolean', default: false },
    },
  })
  const [topic, ...others] = positionals
  if (!topic || others.length) throw new BadArguments('name one topic, for example: replay catalogue')
  const { from, to, into, projection, reason, login, password, url, data, external } = values
  for (const place of [from, to]) if (place !== undefined) checkPlace(place)
  if ((into === undefined) !== (projection === undefined))
    throw new BadArguments('--into NAME --projection P: the table, and whose handlers fold it')
  const scratch = into && projection ? { name: into, projection, reason: reasonOf(reason) } : undefined
  return { topic, from, to, into: scratch, where: { login, password, url, data }, data, external }
}

const checkPlace = (place: string): void => {
  if (/^\d+$/.test(place) || (/^\d{4}-/.test(place) && Number.isFinite(Date.parse(place)))) return
  throw new BadArguments(`${place}: an offset (a whole number from 0), or a time such as 2026-11-21T20:15:00Z`)
}

export const replay = async (args: readonly string[]): Promise<number> => {
  const { into, ...task } = readReplayOptions(args)
  return into ? fold(task, into) : print(task)
}

const fold = ({ topic, from, to, where }: Omit<Task, 'into'>, into: NonNullable<Task['into']>): Promise<number> =>
  telling(async () => {
    const api = await asOperator(where)
    const body = { ...into, topic, from, ...(to === undefined ? {} : { until: to }) }
    const made = await api.post<{ name: string; records: number }>('/v1/operator/scratches', body)
    console.log(`${made.name} is being folded from ${made.records} records; projection list tells how far it is`)
    return 0
  })

const print = async ({ topic, from, to, data, external }: Omit<Task, 'into'>): Promise<number> => {
  const env = running(data, external)
  const log = await kafkaLog({
    brokers: env.MATINEE_KAFKA ?? '',
    clientId: 'matinee-replay',
    installation: env.MATINEE_INSTALLATION ?? '',
    topicPrefix: env.MATINEE_TOPIC_PREFIX ?? '',
    logger: createLogger('replay', 'warn'),
  })
  try {
    const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
    const each = async (records: readonly LogRecord[]): Promise<void> => {
      await codec.learn(records.map(({ value }) => value))
      for (const record of records) process.stdout.write(`${lineOf(codec, record, true)}\n`)
    }
    for (let partition = 0; partition < (await log.partitions(topic)); partition++) {
      const at = { topic, partition }
      const [first, { committed }] = await Promise.all([log.start(at), log.ends(at)])
      const begin = await offsetOf(log, at, from)
      const end = to === undefined ? committed : await offsetOf(log, at, to)
      await log.read(at, begin > first ? begin : first, end < committed ? end : committed, each)
    }
    return 0
  } finally {
    await log.close()
  }
}

const offsetOf = async (log: Log, at: TopicPartition, place: string): Promise<bigint> =>
  /^\d+$/.test(place) ? BigInt(place) : log.since(at, Date.parse(place))
