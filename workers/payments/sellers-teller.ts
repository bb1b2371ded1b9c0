// What workers tell of sellers.
import type { Commands, Meta, Timeless } from '../../runtime/index.ts'
import type { SellersCommand } from '../../schemas/generated/types/sellers.ts'
import { telling } from './telling.ts'

export { Untold } from './telling.ts'

/** Said again of the same event it is the same command. */
export const sellersTeller = (worker: string, commands: Pick<Commands, 'submit'>) => {
  const tell = telling<SellersCommand>(commands, { context: 'sellers', worker })
  return (command: Timeless<SellersCommand>, meta: Pick<Meta, 'eventId' | 'simulated'>): Promise<void> =>
    tell(command.sellerId, command, meta)
}
