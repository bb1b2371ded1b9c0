// Who was erased is forgotten: the key, so that nothing sealed opens any more, and the credentials; what they subscribed
// to is cancelled, since they could not do it any more. Reads identity.
import { isAway } from '../../platform/away.ts'
import { bodyHashOf } from '../../platform/idempotency.ts'
import { isNotBuilt } from '../../platform/postgres.ts'
import { Problem, problem } from '../../platform/problems.ts'
import type { Service } from '../../platform/service.ts'
import { type Codec, type DeadLetters, type Log, type Meta, runWorker } from '../../runtime/index.ts'
import type { PersonErased } from '../../schemas/generated/types/identity.ts'
import type { CommandApi } from './deps.ts'
import type { Submit } from './submit.ts'

/** At least once; each step done again is nothing. */
export const eraseWhoIsErased = (
  deps: Readonly<{ log: Log; codec: Codec; deadLetters: DeadLetters | undefined }>,
  { people, sealing, views, logger }: Pick<CommandApi, 'people' | 'sealing' | 'views' | 'logger'>,
  submit: Submit,
): Promise<Service> => {
  const cancel = async (viewerId: string, { eventId, simulated }: Meta) => {
    const stands = await views.subscription(viewerId)
    if (!stands || stands.cancelled || stands.status === 'ended') return
    const command = { type: 'CancelSubscription', viewerId, subscriptionId: stands.subscriptionId } as const
    const sender = { actor: viewerId, idempotencyKey: eventId, bodyHash: bodyHashOf(null), simulated }
    const from = { id: eventId, raw: { headers: {} } }
    const { status } = await submit({ context: 'commerce', key: viewerId, command }, sender, from)
    if (status === 'unavailable' || status === 'pending') throw problem('unavailable')
  }
  const erase = async ({ personId }: PersonErased, meta: Meta) => {
    await cancel(personId, meta)
    await sealing.forget(personId)
    await people.credentials.remove(personId)
    logger.info({ personId }, 'a person was erased')
  }
  return runWorker({
    name: 'erasures',
    ...deps,
    logger,
    isOutage: (error) => isAway(error) || isNotBuilt(error) || (error instanceof Problem && error.status === 503),
    on: { PersonErased: erase },
  })
}
