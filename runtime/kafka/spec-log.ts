// For specs: the log on the Kafka that tests run on, with names of its own; closing it removes its topics.
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { servers } from '../../test/servers.ts'
import type { Log } from '../log.ts'
import { kafkaClient } from './client.ts'
import { kafkaLog } from './kafka-log.ts'

const logger = pino({ level: process.env.MATINEE_LOG_LEVEL ?? 'silent' })

/** With `await using` it is closed at the end of the block, however that ends. */
export type SpecLog = AsyncDisposable & Readonly<{ log: Log; brokers: string; prefix: string }>

export const specLog = async (name: string): Promise<SpecLog> => {
  const { MATINEE_KAFKA: brokers = '' } = await servers()
  const installation = `${name}-${randomUUID().slice(0, 8)}`
  const prefix = `${installation}.`
  const log = await kafkaLog({ brokers, clientId: name, installation, topicPrefix: prefix, logger })
  const close = async () => {
    await log.close()
    const admin = kafkaClient({ brokers: brokers.split(','), clientId: name, logger }).admin()
    await admin.connect()
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
    if (topics.length) await admin.deleteTopics({ topics })
    await admin.disconnect()
  }
  return { log: { ...log, close }, brokers, prefix, [Symbol.asyncDispose]: close }
}
