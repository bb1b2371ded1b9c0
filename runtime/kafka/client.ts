// A kafkajs client as this house sets it up: short retries, no topic made by itself, its chatter at debug level.
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import type { ICustomPartitioner, ISocketFactory, Kafka, LogEntry } from 'kafkajs'
import type { Logger } from 'pino'
import { rememberCoordinators } from './coordinators.ts'
import { noteDoubts } from './doubt.ts'
import { installFastRecords } from './fast-records.ts'
import { kafkajs } from './kafkajs.ts'
import { mendKafkajs } from './mended.ts'

export type ClientOptions = Readonly<{ brokers: readonly string[]; clientId: string; logger: Logger }>

/** How long kafkajs itself tries, within one call, before it says so. */
export const patient = { initialRetryTime: 5, multiplier: 1.3, maxRetryTime: 300, retries: 40 }
/** For calls that are tried again outside, where somebody waits for the first answer. */
export const hasty = { initialRetryTime: 5, multiplier: 2, maxRetryTime: 100, retries: 2 }

/**
 * kafkajs arms a 1 ms timer per connection even when nothing waits: 3-5 % of a core at rest, and a negative delay that
 * Node reports as TimeoutNegativeWarning. With nothing pending there is nothing to check, so the timer is not armed.
 */
const stillWhenIdle = () => {
  const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as {
    prototype: { scheduleCheckPendingRequests(this: { pending: readonly unknown[] }): void; stillWhenIdle?: true }
  }
  const { prototype } = RequestQueue
  if (prototype.stillWhenIdle) return
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.stillWhenIdle = true
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0) schedule.call(this)
  }
}

// Small requests go out at once: a transaction is five of them, one after the other.
const socketFactory: ISocketFactory = ({ host, port, onConnect }) =>
  connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, onConnect)

/** Its errors are mostly retries; what matters is thrown, and logged by whoever has to live with it. */
const logCreator =
  (logger: Logger) =>
  () =>
  ({ namespace, log: { message, error, groupId } }: LogEntry) =>
    logger.debug({ kafkajs: namespace, error, groupId }, message)

export const kafkaClient = ({ brokers, clientId, logger }: ClientOptions, retry: typeof patient = patient): Kafka => {
  stillWhenIdle()
  installFastRecords()
  mendKafkajs()
  noteDoubts()
  rememberCoordinators()
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry,
    socketFactory,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: logCreator(logger),
  })
}

/** The partition is always told: partitionOf(key, N). */
export const toldPartition: ICustomPartitioner =
  () =>
  ({ message: { partition } }) => {
    if (partition === undefined) throw new Error('a record without a partition')
    return partition
  }
