// A decider's partition with a long history: the records that it would have left, written straight in large batches; the
// local store is then made by the product's own fold, in the process that is measured.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createLogger } from '../platform/logger.ts'
import { headersOf, kafkaLog, type NewRecord, registryCodec, topicsOf } from '../runtime/index.ts'
import { freshInstallation } from '../test/installation.ts'
import { type RoomProcess, startRoom } from '../test/room-process.ts'

const DAYS = 100
const DAY = 86_400_000
const AT_ONCE = 1_000

/** A uuid from a number, so that a history of any length needs no memory. */
export const uuidOf = (kind: number, n: number): string => {
  const digits = n.toString(16).padStart(12, '0')
  return `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${digits}`
}

export type History = Readonly<{
  env: Readonly<Record<string, string>>
  /** Starts command-api/deciders/main.ts; resolves with how long it took until /readyz, s. */
  start(): Promise<Readonly<{ room: RoomProcess; seconds: number }>>
}>

/** Each viewer registers, then opens and closes sessions in turn: ever more events, and a state that stays as large. */
const eventAt = (turn: number, personId: string, at: number) => {
  if (turn === 0) return { type: 'PersonRegistered' as const, at, personId, roles: ['viewer'], simulated: false }
  const sessionId = uuidOf(2, (turn + 1) >> 1)
  return turn % 2 === 1
    ? { type: 'SessionOpened' as const, at, personId, sessionId, expiresAt: at + 365 * DAY }
    : { type: 'SessionClosed' as const, at, personId, sessionId, reason: 'SIGNED_OUT' as const }
}

/** `viewers` keys and `events` records in the one partition of identity; one command stands for all that led to them. */
export const openHistory = async (
  { name, viewers, events }: { name: string; viewers: number; events: number },
  say: (line: string) => void,
): Promise<History> => {
  const env: Record<string, string> = {
    ...(await freshInstallation(`bench-${name}`)),
    MATINEE_PARTITIONS: '1',
    MATINEE_LOG_LEVEL: 'info',
  }
  const logger = createLogger('bench history', 'warn')
  const {
    MATINEE_KAFKA: brokers = '',
    MATINEE_INSTALLATION: installation = '',
    MATINEE_TOPIC_PREFIX: topicPrefix = '',
  } = env
  const log = await kafkaLog({ brokers, clientId: 'bench-history', installation, topicPrefix, logger })
  try {
    await log.createTopics(topicsOf(1))
    const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
    await codec.prepare()
    const appender = await log.appender()
    const began = Date.now()
    const first = {
      type: 'RegisterPerson' as const,
      now: began,
      personId: uuidOf(1, 0),
      roles: ['viewer'],
      simulated: false,
    }
    const value = codec.encode('RegisterPerson', first)
    const headers = headersOf({ type: 'RegisterPerson', commandId: uuidOf(3, 0) })
    await appender.append('commands.identity', [{ partition: 0, key: first.personId, value, headers }])
    const recordAt = (n: number): NewRecord => {
      const personId = uuidOf(1, n % viewers)
      const turn = Math.floor(n / viewers)
      const at = Math.floor(began - (DAYS * DAY * (events - n)) / events)
      const event = eventAt(turn, personId, at)
      const ids = {
        eventId: uuidOf(4, n),
        commandId: uuidOf(3, n),
        attemptId: uuidOf(5, n),
        correlationId: uuidOf(3, n),
      }
      const about = {
        type: event.type,
        streamVersion: turn + 1,
        bodyHash: ids.commandId,
        commandOffset: 0n,
        occurredAt: at,
      }
      const headers = headersOf({ ...about, ...ids, part: { number: 1, of: 1 }, actor: personId })
      return { partition: 0, key: personId, value: codec.encode(event.type, event), headers }
    }
    for (let n = 0; n < events; n += AT_ONCE) {
      const length = Math.min(AT_ONCE, events - n)
      await appender.append(
        'identity',
        Array.from({ length }, (_, i) => recordAt(n + i)),
      )
      if ((n + length) % 1_000_000 === 0) say(`${name}: ${n + length} events after ${(Date.now() - began) / 1_000} s`)
    }
    await appender.close()
  } finally {
    await log.close()
  }
  const logs = join(env.MATINEE_STATE ?? '', 'logs')
  mkdirSync(logs, { recursive: true })
  const start = async () => {
    const began = performance.now()
    const room = await startRoom('command-api/deciders/main.ts', { env, logs, within: 900 })
    return { room, seconds: (performance.now() - began) / 1_000 }
  }
  // The first start folds all of it.
  const { room, seconds } = await start()
  say(`${name}: ${viewers} viewers, ${events} events folded from nothing in ${seconds.toFixed(1)} s`)
  await room.stop()
  return { env, start }
}
