// Who was erased is forgotten: the key, so that nothing sealed opens any more, and the credentials. Reads identity.
import { isAway } from '../../platform/away.ts'
import { Problem } from '../../platform/problems.ts'
import type { Service } from '../../platform/service.ts'
import { type Codec, type DeadLetters, type Log, runWorker } from '../../runtime/index.ts'
import type { PersonErased } from '../../schemas/generated/types/identity.ts'
import type { CommandApi } from './deps.ts'

/** At least once; each step done again is nothing. */
export const eraseWhoIsErased = (
  deps: Readonly<{ log: Log; codec: Codec; deadLetters: DeadLetters | undefined }>,
  { people, sealing, logger }: Pick<CommandApi, 'people' | 'sealing' | 'logger'>,
): Promise<Service> => {
  const erase = async ({ personId }: PersonErased) => {
    await sealing.forget(personId)
    await people.credentials.remove(personId)
    logger.info({ personId }, 'a person was erased')
  }
  return runWorker({
    name: 'erasures',
    ...deps,
    logger,
    isOutage: (error) => isAway(error) || (error instanceof Problem && error.status === 503),
    on: { PersonErased: erase },
  })
}
