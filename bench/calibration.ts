// What this machine can do, beside every absolute figure: one core, one fsync, one bare transaction on flushed topics.
import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '../platform/logger.ts'
import { kafkaClient } from '../runtime/kafka/client.ts'
import { median } from './pairs.ts'

/** MB/s on one core; ms, p50. */
export type Calibration = Readonly<{ sha256: number; fsync: number; transaction: number }>

const rounded = (value: number): number => Number(value.toPrecision(3))

/** SHA-256 of 64 MiB on one core: the median of five. */
const hashing = (): number => {
  const block = Buffer.alloc(2 ** 20)
  return median(
    Array.from({ length: 5 }, () => {
      const began = performance.now()
      const hash = createHash('sha256')
      for (let i = 0; i < 64; i++) hash.update(block)
      hash.digest()
      return 64_000 / (performance.now() - began)
    }),
  )
}

/** 4 KiB more in a file, and on the disk: where the embedded servers keep their data too. */
const syncing = (times = 200): number => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'matinee-fsync-'))
  const file = fs.openSync(join(folder, 'file'), 'w')
  const block = Buffer.alloc(4_096, 1)
  const taken = Array.from({ length: times }, () => {
    const began = performance.now()
    fs.writeSync(file, block)
    fs.fdatasyncSync(file)
    return performance.now() - began
  })
  fs.closeSync(file)
  fs.rmSync(folder, { recursive: true })
  return median(taken)
}

export type Transactions = Readonly<{ one(): Promise<number>; close(): Promise<void> }>

/** A topic that is flushed at every message and a producer on it: `one` commits one record, and says how many ms it took. */
export const bareTransactions = async (brokers: string): Promise<Transactions> => {
  const name = `calibration-${randomUUID()}`
  const kafka = kafkaClient({
    brokers: brokers.split(','),
    clientId: name,
    logger: createLogger('calibration', 'warn'),
  })
  const admin = kafka.admin()
  const producer = kafka.producer({ transactionalId: name, maxInFlightRequests: 1, transactionTimeout: 10_000 })
  await Promise.all([admin.connect(), producer.connect()])
  const configEntries = [{ name: 'flush.messages', value: '1' }]
  await admin.createTopics({ topics: [{ topic: name, numPartitions: 1, configEntries }], waitForLeaders: true })
  const value = Buffer.alloc(300, 1)
  const one = async (): Promise<number> => {
    const began = performance.now()
    const transaction = await producer.transaction()
    await transaction.send({ topic: name, messages: [{ key: name, value, partition: 0 }] })
    await transaction.commit()
    return performance.now() - began
  }
  for (let i = 0; i < 20; i++) await one()
  return {
    one,
    close: async () => {
      await producer.disconnect()
      await admin.deleteTopics({ topics: [name] })
      await admin.disconnect()
    },
  }
}

const committing = async (brokers: string, times = 200): Promise<number> => {
  const transactions = await bareTransactions(brokers)
  try {
    const taken: number[] = []
    for (let i = 0; i < times; i++) taken.push(await transactions.one())
    return median(taken)
  } finally {
    await transactions.close()
  }
}

export const calibrate = async (brokers: string): Promise<Calibration> => ({
  sha256: Math.round(hashing()),
  fsync: rounded(syncing()),
  transaction: rounded(await committing(brokers)),
})

export const machine = () => {
  const [first] = cpus()
  return { cores: cpus().length, model: first?.model ?? 'unknown', memory: Math.round(totalmem() / 2 ** 30) }
}
