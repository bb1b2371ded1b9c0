// The rows restart-10m and memory-1m: the deciders' own process with 1 M viewers in one partition. The size is an option:
// MATINEE_BENCH_EVENTS (10,000,000) and MATINEE_BENCH_VIEWERS (1,000,000).
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createLogger } from '../platform/logger.ts'
import { kafkaLog, openCommands, registryCodec } from '../runtime/index.ts'
import { type History, openHistory, uuidOf } from './history.ts'
import { inFlight } from './in-flight.ts'
import { byItself, inPairs, type Measured } from './pairs.ts'

const viewers = Number(process.env.MATINEE_BENCH_VIEWERS ?? 1_000_000)
const events = Number(process.env.MATINEE_BENCH_EVENTS ?? 10_000_000)
type Say = (line: string) => void

const restart = (history: History) => async (): Promise<number> => {
  const { room, seconds } = await history.start()
  await room.stop()
  return seconds
}

/** Seconds from the start of the process until it says that it is ready; the reference has an event per viewer. */
export const restartRow = async (say: Say): Promise<Measured> => {
  const long = await openHistory({ name: 'long', viewers, events }, say)
  const short = await openHistory({ name: 'short', viewers, events: viewers }, say)
  return inPairs({ name: 'restart-10m', unit: 's', say, ours: restart(long), reference: restart(short) })
}

/** MB of memory that the process has to itself, its share of what others use too included. */
const proportional = (pid: number): number => {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? []
  return Number(kilobytes) / 1_000
}

/** Opens a session for one viewer after the other, at random: each needs another row of the store. */
const load = async ({ env }: History, count: number): Promise<void> => {
  const logger = createLogger('bench memory', 'warn')
  const {
    MATINEE_KAFKA: brokers = '',
    MATINEE_INSTALLATION: installation = '',
    MATINEE_TOPIC_PREFIX: topicPrefix = '',
  } = env
  const log = await kafkaLog({ brokers, clientId: 'bench-memory', installation, topicPrefix, logger })
  const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
  await codec.prepare()
  const commands = await openCommands({ log, codec, contexts: ['identity'], partitions: 1, logger })
  try {
    await inFlight(512, count, async () => {
      const key = uuidOf(1, randomInt(viewers))
      const sessionId = crypto.randomUUID()
      const command = { type: 'OpenSession' as const, personId: key, sessionId, expiresAt: Date.now() + 3_600_000 }
      const id = { commandId: sessionId, bodyHash: sessionId, actor: key }
      const { status } = await commands.submit('identity', command, { key, ...id, waitMs: 60_000 })
      if (status !== 'accepted') throw new Error(`a session was ${status}`)
    })
  } finally {
    await commands.close()
    await log.close()
  }
}

/** After a restart and 20,000 commands, three times. */
export const memoryRow = async (say: Say): Promise<Measured> => {
  const history = await openHistory({ name: 'memory', viewers, events: viewers }, say)
  const seen: number[] = []
  for (let i = 1; i <= 3; i++) {
    const { room } = await history.start()
    await load(history, 20_000)
    seen.push(proportional(room.pid))
    say(`memory-1m ${i}/3: ${seen.at(-1)} MB`)
    await room.stop()
  }
  return byItself('memory-1m', 'MB', seen)
}
