// Appends without transactions: what is asked in one tick goes out together; nothing is in doubt without saying so.
import { setTimeout as wait } from 'node:timers/promises'
import type { Kafka, RecordMetadata } from 'kafkajs'
import { atMost } from '../backoff.ts'
import { type Appender, hasWrongKey, type NewRecord, NotSent, TooLarge, WrongKey, WrongTopic } from '../log.ts'
import { toldPartition } from './client.ts'
import { DOUBT, type Doubt } from './doubt.ts'
import { appendError, isNoTopic, isNotSent, isTooLarge } from './errors.ts'

export type AppenderOptions = Readonly<{ kafka: Kafka; topicName(topic: string): string }>

type Call = Readonly<{
  topic: string
  records: readonly NewRecord[]
  bytes: number
  /** ms since 1970 */
  since: number
  done: (offsets: readonly bigint[]) => void
  failed: (error: unknown) => void
}>

const MOST_SENDS = 4
/** One broker takes 1 MB per partition; all that goes out together could be for one. */
const MOST_BYTES = 700_000
const MOST_WAITING = 64 * 1024 * 1024
/** As long as nothing was handed over, and in doubt. */
const TRY_FOR = { notSent: 2_000, unknown: 30_000 }
/** What is in doubt when it is closed is tried so much longer: a process that ends has 25 s for all that it does. */
const CLOSE_WITHIN = 5_000
/** kafkajs waits for answers before it disconnects, as long as for any request. */
const DISCONNECT_WITHIN = 3_000

const sizeOf = (records: readonly NewRecord[]): number => {
  let bytes = 0
  for (const { key, value, headers } of records) {
    bytes += key.length + value.length
    for (const _ in headers) bytes += 40
  }
  return bytes
}

/** Calls for the first one's topic, as many as go in one send; the rest stays in order. */
const take = (waiting: Call[]): readonly Call[] => {
  const taken: Call[] = []
  const left: Call[] = []
  let bytes = 0
  for (const call of waiting) {
    const fits = call.topic === waiting[0]?.topic && (taken.length === 0 || bytes + call.bytes <= MOST_BYTES)
    // Once one of this topic has to wait, the later ones wait behind it.
    if (fits) bytes += call.bytes
    else if (call.topic === waiting[0]?.topic) bytes = MOST_BYTES
    ;(fits ? taken : left).push(call)
  }
  waiting.splice(0, waiting.length, ...left)
  return taken
}

/** The broker tells the first offset per partition; within one, records stand in the order sent. */
const offsetsOf = (calls: readonly Call[], answers: readonly RecordMetadata[]): readonly (readonly bigint[])[] => {
  const next = new Map(answers.map(({ partition, baseOffset }) => [partition, BigInt(baseOffset ?? -1)]))
  return calls.map(({ records }) =>
    records.map(({ partition }) => {
      const offset = next.get(partition) ?? -1n
      next.set(partition, offset + 1n)
      return offset
    }),
  )
}

export const openAppender = async ({ kafka, topicName }: AppenderOptions): Promise<Appender> => {
  const producer = kafka.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: toldPartition,
  })
  const waiting: Call[] = []
  let bytesWaiting = 0
  let sending = 0
  let scheduled = false
  let watching = false
  let closed = false
  let giveUpAt = Number.POSITIVE_INFINITY
  const underWay = new Set<(error: Error) => void>()
  let idle = Promise.withResolvers<void>()

  const attempt = async (calls: readonly Call[], doubt: Doubt): Promise<readonly RecordMetadata[]> => {
    await producer.connect()
    const messages = calls.flatMap(({ records }) =>
      records.map(({ key, value, headers, partition }) => ({ key, value, headers, partition, [DOUBT]: doubt })),
    )
    return producer.send({ topic: topicName(calls[0]?.topic ?? ''), messages, acks: -1 })
  }

  const abandonable = <T>(work: Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      underWay.add(reject)
      work.then(resolve, reject).finally(() => underWay.delete(reject))
    })
  const abandon = () => {
    for (const reject of underWay) reject(new Error('closed while it was in doubt'))
  }

  const insist = async (calls: readonly Call[]): Promise<readonly RecordMetadata[]> => {
    const began = Date.now()
    const doubt = { is: false }
    for (let isCertain = true, pause = 10; ; pause = Math.min(pause * 2, 500)) {
      try {
        return await abandonable(attempt(calls, doubt))
      } catch (error) {
        isCertain &&= isNotSent(error) && !doubt.is
        const isFinal = isTooLarge(error) || isNoTopic(error)
        const until = Math.min(began + TRY_FOR[isCertain ? 'notSent' : 'unknown'], giveUpAt)
        if (isFinal || Date.now() + pause > until)
          throw appendError(error, `appending to ${calls[0]?.topic}`, isCertain)
        await wait(pause)
      }
    }
  }

  const send = async (calls: readonly Call[]): Promise<void> => {
    try {
      const offsets = offsetsOf(calls, await insist(calls))
      for (const [i, call] of calls.entries()) call.done(offsets[i] ?? [])
    } catch (error) {
      // One of them is the cause: the others are not to suffer.
      if (error instanceof TooLarge && calls.length > 1) await Promise.all(calls.map((call) => send([call])))
      else for (const call of calls) call.failed(error)
    }
  }

  /** While sends in doubt take their time, what comes behind them was certainly not handed over, and is told so. */
  const refuseStale = () => {
    const before = Date.now() - TRY_FOR.notSent
    for (let call = waiting[0]; call && call.since <= before; call = waiting[0]) {
      waiting.shift()
      bytesWaiting -= call.bytes
      call.failed(new NotSent(`${TRY_FOR.notSent} ms behind others that the log did not answer`))
    }
    watching = false
    watch()
  }
  const watch = () => {
    if (watching || waiting.length === 0) return
    watching = true
    setTimeout(refuseStale, TRY_FOR.notSent / 4)
  }

  const flush = () => {
    scheduled = false
    while (waiting.length && sending < MOST_SENDS) {
      const calls = take(waiting)
      bytesWaiting -= calls.reduce((sum, { bytes }) => sum + bytes, 0)
      sending++
      void send(calls).finally(() => {
        sending--
        flush()
      })
    }
    watch()
    if (sending === 0 && waiting.length === 0) idle.resolve()
  }

  return {
    append: (topic, records) => {
      if (hasWrongKey(records)) return Promise.reject(new WrongKey())
      if (closed) return Promise.reject(new NotSent('the appender is closed'))
      if (records.length === 0) return Promise.resolve([])
      const bytes = sizeOf(records)
      if (bytesWaiting + bytes > MOST_WAITING)
        return Promise.reject(new NotSent(`${bytesWaiting} bytes are waiting to be sent: come back later`))
      if (records.some(({ partition }) => !Number.isInteger(partition) || partition < 0))
        return Promise.reject(new WrongTopic(`a record for ${topic} without a partition`))
      bytesWaiting += bytes
      return new Promise((done, failed) => {
        waiting.push({ topic, records, bytes, since: Date.now(), done, failed })
        if (!scheduled && sending < MOST_SENDS) {
          scheduled = true
          setImmediate(flush)
        } else if (!scheduled) watch()
      })
    },
    close: async () => {
      closed = true
      giveUpAt = Date.now() + CLOSE_WITHIN
      const late = setTimeout(abandon, CLOSE_WITHIN)
      if (waiting.length || sending) {
        idle = Promise.withResolvers()
        await idle.promise
      }
      clearTimeout(late)
      await atMost(
        DISCONNECT_WITHIN,
        producer.disconnect().catch(() => undefined),
      )
    },
  }
}
