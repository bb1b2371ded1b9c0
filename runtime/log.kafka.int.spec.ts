// Kafka passes the contract of the log.
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { kafkaLog } from './kafka/kafka-log.ts'
import { logContract } from './log.contract.ts'

const brokers = process.env.MATINEE_KAFKA ?? ''

logContract('Kafka', () =>
  kafkaLog({
    brokers,
    clientId: 'contract',
    installation: randomUUID(),
    topicPrefix: `contract-${randomUUID().slice(0, 8)}.`,
    logger: pino({ level: process.env.MATINEE_LOG_LEVEL ?? 'fatal' }),
  }),
)
