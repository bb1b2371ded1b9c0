// Our side of the rows about commands: people register through the command client, the identity decider decides.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { identityDecider } from '../domain/identity/decider.ts'
import { commandIdOf, deciderRoom, openCommands, threadedWriting } from '../runtime/index.ts'
import { benchInstallation } from './installation.ts'

/** Client and deciders in this process, on an installation of their own; ready when it resolves. */
export const registrations = async (name: string) => {
  const bench = await benchInstallation(name)
  const { env, partitions, logger, installation, log, codec } = bench
  const room = await deciderRoom({
    ...{ log, codec, deciders: [identityDecider], partitions, installation, logger },
    stateDir: join(env.MATINEE_STATE ?? '', 'bench'),
    openWriting: threadedWriting,
  })
  const commands = await openCommands({ log, codec, contexts: ['identity'], partitions, logger, mostWaiting: 4_096 })
  await room.ready
  return {
    ...bench,
    /** One person more, answered from the log. */
    register: async (): Promise<void> => {
      const key = randomUUID()
      const command = { type: 'RegisterPerson' as const, personId: key, roles: ['viewer'], simulated: false }
      const commandId = commandIdOf(key, 'register', key, 'bench')
      const options = { key, commandId, bodyHash: commandId, actor: key, waitMs: 30_000 }
      const outcome = await commands.submit('identity', command, options)
      if (outcome.status !== 'accepted') throw new Error(`a command was ${outcome.status}`)
    },
    close: async () => {
      await commands.close()
      await room.stop()
      await log.close()
    },
  }
}
