// The transactional writer of one event partition (protocol 6, 7, 15).
import type { Kafka } from 'kafkajs'
import { crashPoint } from '../crash-point.ts'
import { hasWrongKey, type NewRecord, type TransactionalWriter, UnknownOutcome, WrongKey } from '../log.ts'
import { toldPartition } from './client.ts'
import { transactionError } from './errors.ts'
import { kafkajs } from './kafkajs.ts'

export type WriterOptions = Readonly<{ kafka: Kafka; id: string; topic: string; partition: number }>

const TRANSACTION_TIMEOUT = 10_000

export const openWriter = async ({ kafka, id, topic, partition }: WriterOptions): Promise<TransactionalWriter> => {
  // protocol 6
  const producer = kafka.producer({
    transactionalId: id,
    transactionTimeout: TRANSACTION_TIMEOUT,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: toldPartition,
  })
  const close = () => producer.disconnect().catch(() => undefined)

  try {
    await producer.connect()
    // protocol 7: connect() fences nothing; the first transaction() does, and answers when the old one is complete.
    const fence = await producer.transaction()
    await fence.abort()
  } catch (error) {
    await close()
    throw transactionError(error, `opening ${id}`)
  }

  const commit = async (records: readonly NewRecord[]): Promise<bigint> => {
    if (hasWrongKey(records)) throw new WrongKey()
    const messages = records.map(({ key, value, headers }) => ({ key, value, headers, partition }))
    try {
      const transaction = await producer.transaction()
      const [answer] = await transaction.send({ topic, messages, acks: -1, compression: kafkajs.CompressionTypes.None })
      crashPoint('transaction-open')
      await transaction.commit()
      crashPoint('committed')
      const first = BigInt(answer?.baseOffset ?? -1)
      // Committed, but where? Whoever takes over reads it.
      if (first < 0n) throw new UnknownOutcome(`the log did not say where ${records.length} records of ${id} stand`)
      return first
    } catch (error) {
      if (error instanceof UnknownOutcome) throw error
      throw transactionError(error, `${records.length} records of ${id}`)
    }
  }

  return { commit, close }
}
