// What an error of kafkajs means for us: fenced, too large, certainly not sent, no such topic, or nobody knows.
import { Fenced, NotSent, TooLarge, UnknownOutcome, WrongTopic } from '../log.ts'

type Shape = Readonly<{ name?: string; type?: string; code?: unknown; message?: string; cause?: unknown }>

const FENCED = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED', 'INVALID_PRODUCER_ID_MAPPING'])
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'])
const NO_TOPIC = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION'])
const LOADING = new Set(['GROUP_LOAD_IN_PROGRESS', 'GROUP_COORDINATOR_NOT_AVAILABLE'])
/** ms; longer than a broker that was just started takes to read what it knows of the groups */
const LOADING_AFTER = 5_000
// The broker answered that it did not append.
const NOT_APPENDED = new Set(['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_ENOUGH_REPLICAS', ...NO_TOPIC])
// There was no connection to write to.
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])
const NOTHING_TO_WRITE_TO = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSNoBrokerAvailableError',
])

/** The error and its causes, outermost first. */
const chain = (error: unknown): readonly Shape[] => {
  const list: Shape[] = []
  for (let at = error; typeof at === 'object' && at !== null && !list.includes(at) && list.length < 10; ) {
    list.push(at)
    at = (at as Shape).cause
  }
  return list
}

const some = (error: unknown, test: (shape: Shape) => boolean) => chain(error).some(test)
const hasType = (error: unknown, types: ReadonlySet<string>) =>
  some(error, ({ type }) => type !== undefined && types.has(type))

export const isFenced = (error: unknown): boolean => hasType(error, FENCED)
export const isTooLarge = (error: unknown): boolean => hasType(error, TOO_LARGE)
export const isNoTopic = (error: unknown): boolean => hasType(error, NO_TOPIC)

/** Losing a group is worth a warning, but for what a broker that was just started says until it knows its groups. */
export const levelOfLoss = (error: unknown, msSinceStart: number): 'debug' | 'warn' =>
  msSinceStart < LOADING_AFTER && hasType(error, LOADING) ? 'debug' : 'warn'

/** Certainly without effect. A connection that breaks under way (reset, closed, no answer) is not among these. */
export const isNotSent = (error: unknown): boolean =>
  hasType(error, NOT_APPENDED) ||
  some(
    error,
    ({ name, code, message }) =>
      (typeof code === 'string' && NO_CONNECTION.has(code)) ||
      (name !== undefined && NOTHING_TO_WRITE_TO.has(name)) ||
      (name === 'KafkaJSConnectionError' && message === 'Connection timeout'),
  )

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** For what a transaction met: nothing short of an answer is certain (protocol 17). */
export const transactionError = (error: unknown, what: string): Error => {
  const text = `${what}: ${textOf(error)}`
  if (isFenced(error)) return new Fenced(text, { cause: error })
  if (isTooLarge(error)) return new TooLarge(text, { cause: error })
  return new UnknownOutcome(text, { cause: error })
}

export const appendError = (error: unknown, what: string, isCertain: boolean): Error => {
  const text = `${what}: ${textOf(error)}`
  if (isTooLarge(error)) return new TooLarge(text, { cause: error })
  if (isNoTopic(error)) return new WrongTopic(text, { cause: error })
  return isCertain ? new NotSent(text, { cause: error }) : new UnknownOutcome(text, { cause: error })
}
