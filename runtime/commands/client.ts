// Sends commands and answers with what stands on the log because of them (protocol 16, 20).
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { crashPoint } from '../crash-point.ts'
import type { Message, RecordCodec } from '../deciders/decider.ts'
import { headersOf } from '../envelope.ts'
import { type Log, type LogRecord, NotSent, UnknownOutcome } from '../log.ts'
import { partitionOf } from '../partition.ts'
import type { Health } from '../service.ts'
import { commandTopic, replyTopic } from '../topics.ts'
import { lookAtBacklog, openBacklog } from './backlog.ts'
import { isLastPart, type Outcome, outcomeFrom } from './outcome.ts'
import { waitingFor } from './waiting.ts'

export type CommandOptions = Readonly<{
  log: Log
  /** prepared */
  codec: RecordCodec
  contexts: readonly string[]
  partitions: number
  logger: Logger
  /** commands that may be waited for at once; more are 'unavailable' */
  mostWaiting?: number
  /** ms: while the oldest undecided command of a partition is older, no more of it are taken (H13); default a minute */
  mostUndecided?: number
}>

export type Submission = Readonly<{
  /** the aggregate: decides the partition, and with it who decides */
  key: string
  /** commandIdOf(actor, operation, aggregate key, Idempotency-Key), or derived from an event (protocol 20, 21) */
  commandId: string
  /** of what the client sent: the same id with another one is refused (H8) */
  bodyHash: string
  /** personId */
  actor: string
  simulated?: boolean
  correlationId?: string
  causationId?: string
  traceparent?: string
  /** `topic/partition/offset` of the event that this answers: its outcome is then remembered for ever (protocol 21) */
  source?: string
  /** how long to wait for the outcome, ms; 0 hands over and answers 'pending' at once */
  waitMs?: number
  /** not decided when it reaches the log later than this, ms from now; without it 30 s, or never with a `source` */
  notAfterMs?: number
}>

export type Commands = Readonly<{
  /** Never rejects for what the log does; throws when the command does not fit its schema or is too large. */
  submit(context: string, command: Message, submission: Submission): Promise<Outcome>
  /** Next offset to be read of an event partition: what this client has seen. */
  latest(topic: string, partition: number): bigint
  health(): Health
  close(): Promise<void>
}>

const WAIT = 5_000
const NOT_AFTER = 30_000
const RETRY_AFTER = 2
const MOST_WAITING = 20_000
const MOST_UNDECIDED = 60_000
const BEHIND_RETRY_AFTER = 10

/** Resolves when every outcome that is committed from now on will be seen: before that nothing may be sent (H20). */
export const openCommands = async (options: CommandOptions): Promise<Commands> => {
  const { log, codec, contexts, partitions, logger, mostWaiting = MOST_WAITING } = options
  const backlog = openBacklog({ limit: options.mostUndecided ?? MOST_UNDECIDED })
  const known = new Set(contexts)
  const waiting = waitingFor(isLastPart)

  /** Headers are matched first: what nobody here waits for is never decoded. */
  const arrived = async (records: readonly LogRecord[]): Promise<void> => {
    backlog.seen(records)
    const whole = records.flatMap((record) => waiting.take(record) ?? [])
    if (whole.length === 0) return
    // A reply that tells of another body has no value.
    const values: Buffer[] = []
    for (const { records: own } of whole) for (const { value } of own) if (value.length > 0) values.push(value)
    await codec.learn(values)
    crashPoint('before-reply')
    for (const { commandId, records: own, tell } of whole)
      try {
        tell(outcomeFrom(codec, commandId, own))
      } catch (error) {
        // The waiter hears 'pending': the outcome stands on the log, this process cannot read it.
        logger.error({ commandId, err: error }, 'an outcome cannot be read')
      }
  }

  const tail = await log.tail(
    contexts.flatMap((context) => [context, replyTopic(context)]),
    'end',
    arrived,
  )
  const appender = await log.appender()
  const looking = (async () => {
    for (const context of contexts) await lookAtBacklog(log, context, partitions, backlog)
  })().catch((error: unknown) => logger.warn({ err: error }, 'what waits to be decided cannot be seen'))

  const submit = async (context: string, command: Message, submission: Submission): Promise<Outcome> => {
    if (!known.has(context)) throw new Error(`this client was not opened for '${context}': name it in contexts`)
    const { key, commandId, bodyHash, actor, simulated, correlationId, causationId, traceparent, source } = submission
    const { waitMs = WAIT, notAfterMs = source === undefined ? NOT_AFTER : undefined } = submission
    if (waiting.count() >= mostWaiting) return { status: 'unavailable', retryAfter: RETRY_AFTER }

    const partition = partitionOf(key, partitions)
    if (backlog.refuses(context, partition))
      return { status: 'unavailable', retryAfter: BEHIND_RETRY_AFTER, problem: 'decisions-behind' }

    const now = Date.now()
    const attemptId = randomUUID()
    const headers = headersOf({
      type: command.type,
      commandId,
      attemptId,
      bodyHash,
      correlationId: correlationId ?? commandId,
      causationId,
      occurredAt: now,
      simulated,
      traceparent,
      actor,
      notAfter: notAfterMs === undefined ? undefined : now + notAfterMs,
      source,
    })
    const value = codec.encode(command.type, { ...command, now })
    const record = { partition, key, value, headers }
    const pending = { status: 'pending', commandId } as const

    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    const timer = setTimeout(resolve, waitMs, pending)
    let isAnswered = false
    const answer = (outcome: Outcome) => {
      isAnswered = true
      if (offset !== undefined) backlog.answered(context, partition, offset)
      resolve(outcome)
    }
    waiting.add(attemptId, commandId, answer)
    let offset: bigint | undefined
    const handed = appender.append(commandTopic(context), [record]).then(([at]) => {
      crashPoint('command-appended')
      offset = at
      // A reply may have been faster than this.
      if (at !== undefined && !isAnswered) backlog.sent(context, partition, at, now)
    })
    handed.catch((error: unknown) => {
      if (error instanceof NotSent) return resolve({ status: 'unavailable', retryAfter: RETRY_AFTER })
      // Handed over, perhaps: if it is there, its record comes.
      if (error instanceof UnknownOutcome)
        return logger.warn({ context, commandId, err: error }, 'a command is in doubt')
      reject(error)
    })
    return promise.finally(() => {
      clearTimeout(timer)
      waiting.remove(attemptId)
    })
  }

  return {
    submit,
    latest: (topic, partition) => tail.position({ topic, partition }) ?? 0n,
    health: () => ({
      ok: tail.isFollowing() && waiting.count() < mostWaiting,
      detail: { following: tail.isFollowing(), waiting: waiting.count() },
    }),
    close: async () => {
      await looking
      await appender.close()
      await tail.close()
    },
  }
}
