// The deciders keep their contract on Kafka.
import { randomUUID } from 'node:crypto'
import { kafkaLog } from '../kafka/kafka-log.ts'
import { logger } from './house.ts'
import { roomContract } from './room.contract.ts'

roomContract('Kafka', () =>
  kafkaLog({
    brokers: process.env.MATINEE_KAFKA ?? '',
    clientId: 'deciders',
    installation: randomUUID(),
    topicPrefix: `deciders-${randomUUID().slice(0, 8)}.`,
    logger,
  }),
)
