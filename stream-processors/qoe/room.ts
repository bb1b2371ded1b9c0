// The room that watches how films play.
import { join } from 'node:path'
import type { Logger } from '../../platform/logger.ts'
import type { Service } from '../../platform/service.ts'
import { type Codec, type DeadLetters, type Log, runProcessor } from '../../runtime/index.ts'
import { qoe } from './processor.ts'

export type QoeDeps = Readonly<{
  log: Log
  codec: Codec
  deadLetters?: DeadLetters | undefined
  installation: string
  stateDir: string
  logger: Logger
}>

/** `stateDir` may be lost: it is rebuilt from the log. */
export const qoeRoom = ({ stateDir, ...deps }: QoeDeps): Promise<Service> =>
  runProcessor({ ...deps, processor: qoe, stateDir: join(stateDir, qoe.name) })
