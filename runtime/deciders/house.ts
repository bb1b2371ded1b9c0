// For specs: one installation of the account context on a log, with rooms and clients to start and stop.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Commands, openCommands, type Submission } from '../commands/client.ts'
import type { Outcome } from '../commands/outcome.ts'
import { eventually } from '../eventually.ts'
import { idOf } from '../ids.ts'
import type { Log, LogRecord } from '../log.ts'
import { type AccountCommand, account, plainCodec } from '../sample-account.ts'
import type { Service } from '../service.ts'
import type { Snapshots } from '../snapshots.ts'
import type { OpenWriting } from '../store-writing.ts'
import { commandTopic, replyTopic } from '../topics.ts'
import type { AnyDecider } from './decider.ts'
import type { Limits } from './limits.ts'
import { deciderRoom } from './room.ts'

// Omit on each member of the union, not on what they have in common.
type WithoutNow<C> = C extends { now: number } ? Omit<C, 'now'> : never
export type Asked = WithoutNow<AccountCommand>
export type Sent = Partial<Submission> & { id?: string; body?: string }

export const logger = pino({ level: process.env.MATINEE_LOG_LEVEL ?? 'silent' })
const codec = plainCodec()

export type RoomOptions = Readonly<{
  log?: Log
  decider?: AnyDecider
  stateDir?: string
  partitions?: number
  limits?: Partial<Limits>
  snapshots?: Snapshots
  openWriting?: OpenWriting
}>

export const openHouse = async (log: Log, partitions = 1, installation: string = randomUUID()) => {
  const folder = mkdtempSync(join(tmpdir(), 'deciders-'))
  const stopping: (() => Promise<void>)[] = []
  const settings = { 'message.timestamp.type': 'LogAppendTime' }
  await log.createTopics(
    ['account', commandTopic('account'), replyTopic('account')].map((topic) => ({
      topic,
      partitions,
      durable: false,
      settings: topic === 'account' ? {} : settings,
    })),
  )

  const startRoom = async (options: RoomOptions = {}): Promise<Service> => {
    const room = await deciderRoom({
      log,
      codec,
      deciders: [options.decider ?? account],
      stateDir: join(folder, 'state'),
      partitions,
      installation,
      logger,
      ...options,
    })
    stopping.push(room.stop)
    await room.ready
    return room
  }

  const openClient = async (through: Log = log) => {
    const commands: Commands = await openCommands({ log: through, codec, contexts: ['account'], partitions, logger })
    stopping.push(commands.close)
    const send = (
      key: string,
      command: Asked,
      { id = randomUUID(), body = id, ...rest }: Sent = {},
    ): Promise<Outcome> =>
      commands.submit('account', command, {
        key,
        commandId: idOf(id),
        bodyHash: body,
        actor: 'someone',
        waitMs: 10_000,
        ...rest,
      })
    return { ...commands, send }
  }

  /** All that is committed in the event topic, in order per partition. */
  const records = async (topic = 'account'): Promise<readonly LogRecord[]> => {
    const all: LogRecord[] = []
    for (let partition = 0; partition < partitions; partition++) {
      const at = { topic, partition }
      const { committed } = await eventually('nothing hangs', async () => {
        const ends = await log.ends(at)
        return ends.committed === ends.end && ends
      })
      await log.read(at, 0n, committed, (list) => void all.push(...list))
    }
    return all
  }

  const close = async () => {
    for (const stop of stopping.reverse()) await stop()
    rmSync(folder, { recursive: true })
  }

  return { folder, installation, startRoom, openClient, records, close, [Symbol.asyncDispose]: close }
}

export type House = Awaited<ReturnType<typeof openHouse>>
export type Client = Awaited<ReturnType<House['openClient']>>
