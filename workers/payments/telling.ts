// What a worker that follows events tells the log about what came of them.
import { type Commands, idOf, type Timeless } from '../../runtime/index.ts'

/** The log did not take what was to be told: the effect is done again. */
export class Untold extends Error {
  override name = 'Untold'
}

/** Said again of the same cause it is the same command; a refusal means that the log knows better. Rejects with Untold. */
export const telling =
  <C extends Readonly<{ type: string; now: number }>>(
    commands: Pick<Commands, 'submit'>,
    { context, worker }: Readonly<{ context: 'commerce' | 'sellers'; worker: string }>,
  ) =>
  async (
    key: string,
    command: Timeless<C> & Readonly<{ type: string }>,
    { eventId, simulated }: Readonly<{ eventId: string; simulated: boolean }>,
  ): Promise<void> => {
    const commandId = idOf(worker, command.type, eventId)
    const { status } = await commands.submit(context, command, {
      ...{ key, commandId, bodyHash: commandId, actor: 'payments', correlationId: eventId, simulated },
    })
    if (status !== 'accepted' && status !== 'refused') throw new Untold(`${command.type}: ${status}`)
  }
