// `matinee events TOPIC`: what stands on the log, decoded by the schemas it was written with.
import { parseArgs } from 'node:util'
import { createLogger } from '../../platform/logger.ts'
import { type Codec, envelopeOf, isUnknown, kafkaLog, type LogRecord, registryCodec } from '../../runtime/index.ts'
import { BadArguments } from '../options.ts'
import { running } from './running.ts'

type Options = Readonly<{
  topic: string
  from: bigint
  follow: boolean
  json: boolean
  data?: string
  external: boolean
}>

export const readEventOptions = (args: readonly string[]): Options => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      from: { type: 'string', default: '0' },
      follow: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      data: { type: 'string' },
      external: { type: 'boolean', default: false },
    },
  })
  const [topic, ...others] = positionals
  if (!topic || others.length) throw new BadArguments('name one topic, for example: events catalogue')
  if (!/^\d+$/.test(values.from)) throw new BadArguments(`--from ${values.from}: an offset is a whole number from 0`)
  const { from, data, ...rest } = values
  return { topic, from: BigInt(from), ...rest, ...(data ? { data } : {}) }
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value)

/** One record as a line; `json` for programs, else for people. */
export const lineOf = (codec: Codec, record: LogRecord, json: boolean): string => {
  const decoded = codec.decode(record.value)
  const { type, ...own } = decoded
  const fields = isUnknown(decoded) ? decoded.fields : own
  const { occurredAt = record.timestamp, simulated = false, streamVersion, commandId } = envelopeOf(record.headers)
  const position = `${record.topic}/${record.partition}@${record.offset}`
  const at = new Date(occurredAt).toISOString()
  if (json)
    return JSON.stringify(
      { position, type, key: record.key, at, streamVersion, commandId, simulated, data: fields },
      plain,
    )
  return `${position.padEnd(22)} ${at} ${type.padEnd(24)} ${record.key} ${JSON.stringify(fields, plain)}`
}

/** Prints until the committed end, partition by partition; with --follow it goes on until Ctrl-C. */
export const events = async (args: readonly string[]): Promise<number> => {
  const { topic, from, follow, json, data, external } = readEventOptions(args)
  const env = running(data, external)
  const log = await kafkaLog({
    brokers: env.MATINEE_KAFKA ?? '',
    clientId: 'matinee-events',
    installation: env.MATINEE_INSTALLATION ?? '',
    topicPrefix: env.MATINEE_TOPIC_PREFIX ?? '',
    logger: createLogger('events', 'warn'),
  })
  try {
    const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
    const print = async (records: readonly LogRecord[]): Promise<void> => {
      await codec.learn(records.map(({ value }) => value))
      for (const record of records) process.stdout.write(`${lineOf(codec, record, json)}\n`)
    }
    const partitions = Array.from({ length: await log.partitions(topic) }, (_, partition) => ({ topic, partition }))
    const ends = new Map<number, bigint>()
    for (const at of partitions) {
      const { committed } = await log.ends(at)
      ends.set(at.partition, committed)
      const start = await log.start(at)
      const begin = from > start ? from : start
      if (begin < committed) await log.read(at, begin, committed, print)
    }
    if (!follow) return 0
    const tail = await log.tail([topic], ({ partition }) => ends.get(partition) ?? 0n, print)
    await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve))
    await tail.close()
    return 0
  } finally {
    await log.close()
  }
}
