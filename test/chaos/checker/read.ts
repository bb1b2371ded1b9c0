// Reads all that is left of a run: the log by kafkajs and the registry over HTTP, tables by SQL, the bank over HTTP.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import { Client } from 'pg'
import { decode, type Schema, type Value } from './avro.ts'
import { unreadableOf } from './versions.ts'
import type { Answered, Entry, Payment, Read, Row, World } from './world.ts'

type Env = Readonly<Record<string, string>>
type Schemas = (id: number) => Promise<Schema>

const judged = /^(commands\.)?(catalogue|media|commerce|identity|sellers|coupons|plans)$|^playback$/

/** What is judged of a record: of an hour's run all others would not fit. */
const judgedHeaders = ['type', 'stream-version', 'command-id', 'command-offset', 'event-id', 'occurred-at']

const schemasOf = (registry: string): Schemas => {
  const schemas = new Map<number, Promise<Schema>>()
  const ask = async (id: number): Promise<Schema> => {
    const answer = await fetch(`${registry}/schemas/ids/${id}`)
    return JSON.parse(((await answer.json()) as { schema: string }).schema) as Schema
  }
  return (id) => {
    const known = schemas.get(id) ?? ask(id)
    schemas.set(id, known)
    return known
  }
}

const fieldsOf = async (place: string, value: Buffer | null, schemas: Schemas): Promise<Entry['fields']> => {
  if (!value || value.length < 5 || value[0] !== 0) throw new Error(`no Avro at ${place}`)
  return decode(await schemas(value.readInt32BE(1)), value.subarray(5)) as Record<string, Value>
}

/** Committed records only; also where the committed end is not the end. */
const readLog = async (
  brokers: string,
  schemas: Schemas,
): Promise<{ entries: Entry[]; hanging: string[]; ends: Map<string, number> }> => {
  const kafka = new kafkajs.Kafka({ clientId: 'checker', brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter((topic) => judged.test(topic))
  const ends = new Map<string, number>()
  const left = new Set<string>()
  for (const topic of topics)
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      ends.set(`${topic}/${partition}`, Number(high))
      if (Number(high) > Number(low)) left.add(`${topic}/${partition}`)
    }
  await admin.disconnect()
  const entries: Entry[] = []
  const watermarks = new Map<string, number>()
  const groupId = `checker-${process.pid}-${Date.now()}`
  const consumer = kafka.consumer({ groupId, maxBytesPerPartition: 4_194_304 })
  const done = Promise.withResolvers<void>()
  const failed = consumer.on('consumer.crash', ({ payload }) => done.reject(payload.error))
  consumer.on('consumer.end_batch_process', ({ payload: { topic, partition, lastOffset, highWatermark } }) => {
    const name = `${topic}/${partition}`
    watermarks.set(name, Number(highWatermark))
    if (Number(lastOffset) + 1 >= (ends.get(name) ?? 0)) left.delete(name)
    if (left.size === 0) done.resolve()
  })
  await consumer.connect()
  await consumer.subscribe({ topics, fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch: { topic, partition, messages } }) => {
      for (const { offset, key, value, headers = {} } of messages) {
        const there = judgedHeaders.filter((name) => headers[name] !== undefined)
        const named = Object.fromEntries(there.map((name) => [name, String(headers[name])]))
        const fields = await fieldsOf(`${topic}/${partition}@${offset}`, value, schemas)
        entries.push({ topic, partition, offset: Number(offset), key: String(key), headers: named, fields })
      }
    },
  })
  if (left.size) await done.promise
  failed()
  await consumer.disconnect()
  const hanging = [...watermarks].filter(([name, end]) => end > (ends.get(name) ?? 0)).map(([name]) => name)
  entries.sort((a, b) => a.partition - b.partition || a.offset - b.offset)
  return { entries, hanging, ends }
}

const questions = {
  films: `select film_id as id, seller_id as "sellerId", status, title, synopsis, genres,
    jsonb_array_length(offers) as offers from films`,
  orders: `select order_id as id, viewer_id as "viewerId", amount::float8 as amount, status,
    payment_id as "paymentId", reason from orders`,
  library: 'select order_id as id, viewer_id as "viewerId", film_id as "filmId", kind from library',
  outcomes: 'select command_id as id, status, key, events, position from outcomes',
}

const readViews = async (sql: Client): Promise<Record<string, readonly Row[]>> => {
  const views: Record<string, readonly Row[]> = {}
  for (const [name, question] of Object.entries(questions)) views[name] = (await sql.query<Row>(question)).rows
  return views
}

type Standing = { name: string; topics: string[]; source: string | null; next: string | null }

/** P10: every live projection at the end of every partition that it reads, within so long; what is behind then. */
const untilCaughtUp = async (sql: Client, ends: ReadonlyMap<string, number>, withinMs: number): Promise<string[]> => {
  const until = Date.now() + withinMs
  for (;;) {
    const { rows } = await sql.query<Standing>(`select name, topics, topic || '/' || partition as source,
      next_offset as next from projections left join projection_positions using (name, version) where live`)
    const behind = rows.flatMap(({ name, source, next }) => {
      const end = source === null ? 0 : (ends.get(source) ?? 0)
      return end > Number(next) ? [`${name} stands at ${next} of ${end} in ${source}`] : []
    })
    if (rows.length > 0 && behind.length === 0) return []
    if (Date.now() > until) return behind.length ? behind : ['there are no projections']
    await wait(250)
  }
}

const readPayments = async (url: string, key: string): Promise<Payment[]> => {
  const payments: Payment[] = []
  for (let after = ''; ; ) {
    const from = after ? `&after=${after}` : ''
    const answer = await fetch(`${url}/v1/payments?limit=100${from}`, { headers: { authorization: `Bearer ${key}` } })
    if (!answer.ok) throw new Error(`the bank says ${answer.status}`)
    type Item = Omit<Payment, 'orderId'> & { metadata?: Record<string, string> }
    const { items, next } = (await answer.json()) as { items: Item[]; next: string | null }
    for (const { metadata, ...item } of items) payments.push({ ...item, orderId: metadata?.orderId ?? '' })
    if (next === null) return payments
    after = next
  }
}

const countPlays = async (env: Env): Promise<World['clickhouse']> => {
  const url = `${env.MATINEE_CLICKHOUSE}/?database=${env.MATINEE_CLICKHOUSE_DATABASE}`
  const authorization = `Basic ${Buffer.from(env.MATINEE_CLICKHOUSE_READER ?? '').toString('base64')}`
  const body = 'select uniqExact(playback_id, sequence) as playback, count() as rows from playback format TSV'
  const answer = await fetch(url, { method: 'POST', body, headers: { authorization } })
  if (!answer.ok) throw new Error(`ClickHouse: ${await answer.text()}`)
  const [playback, rows] = (await answer.text()).trim().split('\t').map(Number)
  return { playback: playback ?? 0, rows: rows ?? 0 }
}

/** The lines that have such a field. */
const readHistory = async <T>(file: string, field: string): Promise<T[]> => {
  const found: T[] = []
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line.includes(`"${field}":`)) found.push(JSON.parse(line) as T)
  return found
}

/** Ends of what is judged, as one text: another text means that something was still being decided. */
const endsOf = async (brokers: string): Promise<string> => {
  const kafka = new kafkajs.Kafka({ clientId: 'checker', brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter((topic) => judged.test(topic)).sort()
  const ends = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)))
  await admin.disconnect()
  return JSON.stringify(ends.map((one) => one.map(({ partition, high }) => `${partition} ${high}`).sort()))
}

const readOnce = async (env: Env, historyFile: string): Promise<World> => {
  const { entries, hanging, ends } = await readLog(env.MATINEE_KAFKA ?? '', schemasOf(env.MATINEE_REGISTRY ?? ''))
  const sql = new Client({ connectionString: env.MATINEE_POSTGRES ?? '' })
  await sql.connect()
  try {
    const behind = await untilCaughtUp(sql, ends, 60_000)
    const played = entries.filter(({ topic }) => topic === 'playback')
    const plays = new Set(played.map(({ fields }) => `${fields.playbackId} ${fields.sequence}`)).size
    const isThere = async () => ((await countPlays(env)).rows ?? 0) >= plays
    for (const until = Date.now() + 60_000; Date.now() < until && !(await isThere()); ) await wait(500)
    return {
      entries,
      answered: await readHistory<Answered>(historyFile, 'answered'),
      reads: await readHistory<Read>(historyFile, 'read'),
      unreadable: await unreadableOf(env.MATINEE_REGISTRY ?? '', entries),
      payments: await readPayments(env.MATINEE_PAYMENTS_URL ?? '', env.MATINEE_PAYMENTS_KEY ?? ''),
      views: await readViews(sql),
      clickhouse: await countPlays(env),
      hanging,
      behind,
    }
  } finally {
    await sql.end()
  }
}

/** As it stands when nothing moves any more: what is read while the log still grows is read again, a few times. */
export const readWorld = async (env: Env, historyFile: string): Promise<World> => {
  for (let tries = 1; ; tries++) {
    const before = await endsOf(env.MATINEE_KAFKA ?? '')
    const world = await readOnce(env, historyFile)
    if (tries === 8 || before === (await endsOf(env.MATINEE_KAFKA ?? ''))) return world
  }
}
