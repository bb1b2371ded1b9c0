// The rows commands-1 and commands-1024: commands decided exactly once against the barest loop on the same log.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type Log, type LogRecord, topicsOf } from '../runtime/index.ts'
import type { BareOptions } from './bare-loop.ts'
import { inFlight } from './in-flight.ts'
import { inPairs, type Measured } from './pairs.ts'
import { referenceProcess } from './reference-process.ts'
import { registrations } from './registrations.ts'

const rows = {
  'commands-1': { width: 1, count: 150, unit: 'ms (p50)', of: 'p50' },
  'commands-1024': { width: 1_024, count: 81_920, unit: 'commands/s', of: 'rate' },
} as const

/** Bytes of the bare loop's own: its key, and its header with a name, an id and their lengths. */
const [KEY, ID] = [36, 9]

const bytesOf = ({ key, value, headers }: LogRecord): number =>
  Object.entries(headers).reduce((sum, [name, text = '']) => sum + 2 + name.length + text.length, key.length) +
  value.length

/** Of the first record that is read there. */
const bytesOn = async (log: Log, topic: string): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const tail = await log.tail(
    [topic],
    () => 0n,
    async ([first]) => {
      if (first) resolve(bytesOf(first))
    },
  )
  try {
    return await promise
  } finally {
    await tail.close()
  }
}

const twins = { commands: 'commands.identity', events: 'identity', replies: 'replies.identity' } as const

/** Topics for the bare loop, of the same settings as ours. */
const twinTopics = async (log: Log, partitions: number): Promise<void> => {
  const ours = topicsOf(partitions)
  await log.createTopics(
    Object.entries(twins).flatMap(([twin, topic]) => {
      const settings = ours.find((one) => one.topic === topic)
      return settings ? [{ ...settings, topic: `bare.${twin}` }] : []
    }),
  )
}

/**
 * The reference carries as many bytes as ours over topics of the same settings and partitions, in one process too: one of
 * its own, with kafkajs' own coders.
 */
export const commandRow = async (name: keyof typeof rows, say: (line: string) => void): Promise<Measured> => {
  const { width, count, unit, of } = rows[name]
  const { partitions, brokers, topicPrefix, log, register, close } = await registrations('commands')
  try {
    await twinTopics(log, partitions)
    await inFlight(1, 20, register)
    const options: BareOptions = {
      ...{ brokers: brokers.split(','), partitions, run: randomUUID().slice(0, 8) },
      topics: {
        commands: `${topicPrefix}bare.commands`,
        events: `${topicPrefix}bare.events`,
        replies: `${topicPrefix}bare.replies`,
      },
      bytes: {
        command: (await bytesOn(log, twins.commands)) - KEY - ID,
        event: (await bytesOn(log, twins.events)) - KEY,
      },
    }
    const reference = await referenceProcess(join(import.meta.dirname, 'bare-worker.ts'), options)
    try {
      return await inPairs({
        ...{ name, unit, say },
        ours: async () => (await inFlight(width, count, register))[of],
        reference: async () => (await reference.measure({ width, count }))[of],
      })
    } finally {
      await reference.close()
    }
  } finally {
    await close()
  }
}
