// The rows commands-1 and commands-1024: commands decided exactly once against the barest loop on the same log.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { identityDecider } from '../domain/identity/decider.ts'
import { commandIdOf, deciderRoom, type Log, type LogRecord, openCommands, topicsOf } from '../runtime/index.ts'
import { bareProcess } from './bare-process.ts'
import { inFlight } from './in-flight.ts'
import { benchInstallation } from './installation.ts'
import { inPairs, type Measured } from './pairs.ts'

const rows = {
  'commands-1': { width: 1, count: 150, unit: 'ms (p50)', of: 'p50' },
  'commands-1024': { width: 1_024, count: 20_480, unit: 'commands/s', of: 'rate' },
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

/**
 * Ours: RegisterPerson through the command client, decided by the identity decider, answered from the log. The reference
 * carries as many bytes over topics of the same settings and partitions, in one process too: one of its own, with kafkajs'
 * own coders.
 */
export const commandRow = async (name: keyof typeof rows, say: (line: string) => void): Promise<Measured> => {
  const { width, count, unit, of } = rows[name]
  const { env, partitions, logger, brokers, topicPrefix, installation, log, codec } =
    await benchInstallation('commands')
  const run = randomUUID().slice(0, 8)
  const settingsOf = (topic: string) => topicsOf(partitions).find((one) => one.topic === topic)
  const twins = [
    { twin: 'bare.commands', of: 'commands.identity' },
    { twin: 'bare.events', of: 'identity' },
    { twin: 'bare.replies', of: 'replies.identity' },
  ].flatMap(({ twin, of }) => {
    const settings = settingsOf(of)
    return settings ? [{ ...settings, topic: twin }] : []
  })
  await log.createTopics(twins)

  const room = await deciderRoom({
    ...{ log, codec, deciders: [identityDecider], partitions, installation, logger },
    stateDir: join(env.MATINEE_STATE ?? '', 'bench'),
  })
  const commands = await openCommands({ log, codec, contexts: ['identity'], partitions, logger, mostWaiting: 4_096 })
  await room.ready
  const register = () => ({
    type: 'RegisterPerson' as const,
    personId: randomUUID(),
    roles: ['viewer'],
    simulated: false,
  })
  const decided = async () => {
    const command = register()
    const key = command.personId
    const commandId = commandIdOf(key, 'register', key, 'bench')
    const outcome = await commands.submit('identity', command, {
      key,
      commandId,
      bodyHash: commandId,
      actor: key,
      waitMs: 30_000,
    })
    if (outcome.status !== 'accepted') throw new Error(`a command was ${outcome.status}`)
  }
  const full = (name: string) => `${topicPrefix}${name}`

  await inFlight(1, 20, decided)
  const reference = await bareProcess({
    ...{ brokers: brokers.split(','), partitions, run },
    topics: { commands: full('bare.commands'), events: full('bare.events'), replies: full('bare.replies') },
    bytes: {
      command: (await bytesOn(log, 'commands.identity')) - KEY - ID,
      event: (await bytesOn(log, 'identity')) - KEY,
    },
  })

  try {
    return await inPairs({
      ...{ name, unit, say },
      ours: async () => (await inFlight(width, count, decided))[of],
      reference: async () => (await reference.measure({ width, count }))[of],
    })
  } finally {
    await reference.close()
    await commands.close()
    await room.stop()
    await log.close()
  }
}
