// The room that recommends films.
import { join } from 'node:path'
import type { Logger } from '../../platform/logger.ts'
import type { Service } from '../../platform/service.ts'
import { type Codec, type DeadLetters, type Log, runProcessor } from '../../runtime/index.ts'
import { recommendations } from './processor.ts'

export type RecommendationsDeps = Readonly<{
  log: Log
  codec: Codec
  deadLetters?: DeadLetters | undefined
  installation: string
  stateDir: string
  logger: Logger
}>

/** `stateDir` may be lost: it is rebuilt from the log. */
export const recommendationsRoom = ({ stateDir, ...deps }: RecommendationsDeps): Promise<Service> =>
  runProcessor({ ...deps, processor: recommendations, stateDir: join(stateDir, recommendations.name) })
