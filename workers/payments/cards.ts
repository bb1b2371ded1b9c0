// Cards that are kept: saved at the provider once they have paid, removed there, and forgotten with their viewer.
import type { Logger } from '../../platform/logger.ts'
import { Problem } from '../../platform/problems.ts'
import type { Sealing } from '../../platform/sealing.ts'
import type { Service } from '../../platform/service.ts'
import {
  type Codec,
  type Commands,
  type DeadLetters,
  idOf,
  isOutage,
  type Log,
  type Meta,
  runWorker,
  type Timeless,
} from '../../runtime/index.ts'
import type { CommerceCommand } from '../../schemas/generated/types/commerce.ts'
import type { CardKeeper } from './card-keeper.ts'
import { ProviderRefused, ProviderUnavailable } from './provider.ts'
import { telling, Untold } from './telling.ts'

export type CardsDeps = Readonly<{
  log: Log
  codec: Codec
  deadLetters?: DeadLetters | undefined
  /** opened for the context `commerce` */
  commands: Pick<Commands, 'submit'>
  provider: CardKeeper
  sealing: Pick<Sealing, 'seal'>
  logger: Logger
  backoff?: Readonly<{ first: number; most: number }>
}>

const isProblem = (error: unknown, name: string): boolean => error instanceof Problem && error.name === name

/**
 * In the order of each viewer's events. A provider or a key store that is away is waited for; a card that the provider does
 * not keep is not kept: the order is paid all the same.
 */
export const cardsWorker = ({ commands, provider, sealing, ...deps }: CardsDeps): Promise<Service> => {
  const { logger } = deps
  const said = telling<CommerceCommand>(commands, { context: 'commerce', worker: 'cards' })
  const tell = (command: Timeless<CommerceCommand>, meta: Pick<Meta, 'eventId' | 'simulated'>): Promise<void> =>
    said(command.viewerId, command, meta)

  /** Only at the provider that is configured; what it refuses is for people to look at. */
  const at = async (name: string, { eventId }: Pick<Meta, 'eventId'>, work: () => Promise<void>): Promise<void> => {
    if (name !== provider.name)
      return logger.error({ provider: name, eventId }, 'a card is at a provider that is not configured')
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error
      logger.error({ reason: error.reason, eventId }, 'the provider does not do what was asked about a card')
    }
  }

  return runWorker({
    name: 'cards',
    ...deps,
    isOutage: (error) =>
      isOutage(error) ||
      error instanceof ProviderUnavailable ||
      error instanceof Untold ||
      isProblem(error, 'unavailable'),
    on: {
      CardSavingAsked: async ({ viewerId, provider: name, paymentId, customerId: known }, meta) =>
        at(name, meta, async () => {
          const customerId = known ?? (await provider.openCustomer(viewerId))
          const { token, ...shown } = await provider.keep(paymentId, customerId)
          try {
            const sealed = await sealing.seal(viewerId, shown)
            const card = { viewerId, cardId: idOf('card', name, token), provider: name, customerId, token }
            await tell({ type: 'SaveCard', ...card, ...sealed }, meta)
          } catch (error) {
            if (!isProblem(error, 'erased')) throw error
            await provider.forget(customerId)
          }
        }),
      CardRemoved: ({ provider: name, token }, meta) => at(name, meta, () => provider.remove(token)),
      CustomerForgotten: ({ provider: name, customerId }, meta) => at(name, meta, () => provider.forget(customerId)),
      PersonErased: async ({ personId }, meta) => tell({ type: 'ForgetCards', viewerId: personId }, meta),
    },
  })
}
