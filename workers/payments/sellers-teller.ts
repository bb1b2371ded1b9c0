// What workers tell of sellers: said again, it is the same command; a refusal means that the log knows better.
import { type Commands, idOf } from '../../runtime/index.ts'
import type { SellersCommand } from '../../schemas/generated/types/sellers.ts'

type Timeless<C> = C extends { now: number } ? Omit<C, 'now'> : never

/** The log did not take what was to be told: the effect is done again. */
export class Untold extends Error {
  override name = 'Untold'
}

export const sellersTeller =
  (worker: string, commands: Pick<Commands, 'submit'>) =>
  async (command: Timeless<SellersCommand>, cause: string, simulated: boolean): Promise<void> => {
    const commandId = idOf(worker, command.type, cause)
    const { status } = await commands.submit('sellers', command, {
      ...{ key: command.sellerId, commandId, bodyHash: commandId, actor: 'payments', correlationId: cause, simulated },
    })
    if (status !== 'accepted' && status !== 'refused') throw new Untold(`${command.type}: ${status}`)
  }
