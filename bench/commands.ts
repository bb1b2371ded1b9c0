// The rows commands-1 and commands-1024: commands decided exactly once against the barest loop on the same log.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { identityDecider } from '../domain/identity/decider.ts'
import { commandIdOf, deciderRoom, openCommands, topicsOf } from '../runtime/index.ts'
import { bareLoop } from './bare-loop.ts'
import { inFlight } from './in-flight.ts'
import { benchInstallation } from './installation.ts'
import { inPairs, type Measured } from './pairs.ts'

const rows = {
  'commands-1': { width: 1, count: 150, unit: 'ms (p50)', of: 'p50' },
  'commands-1024': { width: 1_024, count: 20_480, unit: 'commands/s', of: 'rate' },
} as const

/**
 * Ours: RegisterPerson through the command client, decided by the identity decider, answered from the log. The reference
 * carries the same bytes over topics of the same settings and partitions, in one process too.
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
  const full = (name: string) => `${topicPrefix}${name}`
  const reference = await bareLoop(
    brokers.split(','),
    { commands: full('bare.commands'), events: full('bare.events'), replies: full('bare.replies') },
    partitions,
    run,
  )
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
  const carried = () => {
    const command = register()
    return reference.submit(command.personId, codec.encode('RegisterPerson', command))
  }

  try {
    return await inPairs({
      ...{ name, unit, say },
      ours: async () => (await inFlight(width, count, decided))[of],
      reference: async () => (await inFlight(width, count, carried))[of],
    })
  } finally {
    await reference.close()
    await commands.close()
    await room.stop()
    await log.close()
  }
}
