// The reference for commands: the barest exactly-once loop that kafkajs allows. Commands in, one transaction per batch
// with an event and a reply each, answered when the reply is read. No state, no decision, no outcome kept.
import kafkajs from 'kafkajs'

const { Kafka, logLevel } = kafkajs

/** `bytes` of a value of each topic: chosen so that a whole record has as many as ours. */
export type BareOptions = Readonly<{
  brokers: readonly string[]
  topics: Readonly<{ commands: string; events: string; replies: string }>
  bytes: Readonly<{ command: number; event: number }>
  partitions: number
  run: string
}>

type Waiting = Map<string, () => void>

/** `rate` and `latency` are measured by bench/in-flight.ts on `submit`. */
export type CommandLoop = Readonly<{ submit(key: string): Promise<void>; close(): Promise<void> }>

export const bareLoop = async ({ brokers, topics, bytes, partitions, run }: BareOptions): Promise<CommandLoop> => {
  const [command, event] = [Buffer.alloc(bytes.command, 'x'), Buffer.alloc(bytes.event, 'x')]
  const kafka = new Kafka({
    clientId: `bare-${run}`,
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 5, retries: 60, multiplier: 1.2, maxRetryTime: 200 },
  })
  const producers = await Promise.all(
    Array.from({ length: partitions }, async (_, p) => {
      const producer = kafka.producer({
        transactionalId: `bare-${run}-${p}`,
        maxInFlightRequests: 1,
        transactionTimeout: 10_000,
      })
      await producer.connect()
      return producer
    }),
  )
  const decider = kafka.consumer({ groupId: `bare-${run}`, maxWaitTimeInMs: 50, minBytes: 1 })
  await decider.connect()
  await decider.subscribe({ topic: topics.commands, fromBeginning: true })
  const joined = new Promise<void>((resolve) => decider.on(decider.events.GROUP_JOIN, () => resolve()))
  await decider.run({
    autoCommit: false,
    partitionsConsumedConcurrently: partitions,
    eachBatch: async ({ batch, resolveOffset }) => {
      const tx = await producers[batch.partition]?.transaction()
      await tx?.sendBatch({
        topicMessages: [
          {
            topic: topics.events,
            messages: batch.messages.map((m) => ({ key: m.key, value: event, partition: batch.partition })),
          },
          {
            topic: topics.replies,
            messages: batch.messages.map((m) => ({ key: m.headers?.id as Buffer, value: 'ok' })),
          },
        ],
      })
      await tx?.commit()
      resolveOffset(batch.lastOffset())
    },
  })
  const waiting: Waiting = new Map()
  const reader = kafka.consumer({
    groupId: `bare-replies-${run}`,
    maxWaitTimeInMs: 50,
    minBytes: 1,
    readUncommitted: false,
  })
  await reader.connect()
  await reader.subscribe({ topic: topics.replies, fromBeginning: true })
  const reading = new Promise<void>((resolve) => reader.on(reader.events.GROUP_JOIN, () => resolve()))
  await reader.run({
    autoCommit: false,
    eachBatch: async ({ batch, resolveOffset }) => {
      for (const message of batch.messages) {
        const id = message.key?.toString() ?? ''
        waiting.get(id)?.()
        waiting.delete(id)
      }
      resolveOffset(batch.lastOffset())
    },
  })
  await Promise.all([joined, reading])
  const producer = kafka.producer({ idempotent: false, maxInFlightRequests: 5 })
  await producer.connect()

  let buffer: { key: string; value: Buffer; headers: { id: string } }[] = []
  let sending = 0
  const flush = () => {
    if (!buffer.length || sending >= 4) return
    const messages = buffer
    buffer = []
    sending++
    void producer.send({ topic: topics.commands, acks: -1, messages }).then(() => {
      sending--
      flush()
    })
  }
  let next = 0
  return {
    submit: (key) =>
      new Promise((resolve) => {
        const id = String(next++)
        waiting.set(id, resolve)
        buffer.push({ key, value: command, headers: { id } })
        setImmediate(flush)
      }),
    close: async () => {
      await Promise.all([decider, reader, producer, ...producers].map((client) => client.disconnect()))
    },
  }
}
