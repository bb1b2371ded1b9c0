// The media room: each TranscodeRequested becomes a published set and CompleteTranscode, or FailTranscode with its reason.
import type { Logger } from '../platform/logger.ts'
import type { ObjectStore } from '../platform/objects.ts'
import type { Service } from '../platform/service.ts'
import { type Codec, type DeadLetters, type Log, runWorker } from '../runtime/index.ts'
import { defaultLimits, type MediaLimits } from './limits.ts'
import { removeAbandoned } from './publish.ts'
import { type JobProgress, type SendCommand, transcodeWith } from './transcode.ts'
import { openWorkFolders } from './work-folders.ts'

export type MediaWorkerDeps = Readonly<{
  log: Log
  /** prepared */
  codec: Codec
  deadLetters?: DeadLetters | undefined
  objects: ObjectStore
  /** opened for the context `media` */
  commands: Readonly<{ submit: SendCommand }>
  logger: Logger
  /** Local folder for what is being made; several workers of one machine may share it. */
  workDir: string
  /** Tells whoever watches; whether it arrives does not matter. */
  publishProgress: (progress: JobProgress) => void | Promise<void>
  limits?: MediaLimits
  /** Jobs at the same time; each uses all cores. */
  concurrency?: number
  /** Tries per job before it fails as `internal`, and the wait after the first, ms (doubled each time). */
  tries?: number
  retryMs?: number
}>

/** Takes jobs as long as it runs; stopped in the middle of one, it leaves it to the next worker. */
export const mediaWorker = async (deps: MediaWorkerDeps): Promise<Service> => {
  const { log, codec, deadLetters, objects, logger, workDir, limits = defaultLimits, concurrency = 1 } = deps
  const folders = await openWorkFolders(workDir)
  await removeAbandoned(objects, Date.now())
  const transcode = transcodeWith({ tries: 3, retryMs: 5_000, ...deps, limits, folders })
  const on = { TranscodeRequested: transcode }
  return runWorker({ name: 'media-workers', log, codec, logger, concurrency, on, deadLetters })
}
