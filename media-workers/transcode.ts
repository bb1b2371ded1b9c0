// One job, from its request to its end: at least once, safe under redelivery and kill -9 (the set is published once).
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../platform/logger.ts'
import { type ObjectStore, StorageFull } from '../platform/objects.ts'
import type { Effect } from '../runtime/index.ts'
import type { TranscodeRequested } from '../schemas/generated/types/media.ts'
import { ToolFailed } from './confined.ts'
import type { MediaLimits } from './limits.ts'
import { makeSet } from './make-set.ts'
import { type JobProgress, progressTeller } from './progress-teller.ts'
import { prefixOf, publishedSet, publishSet, type SetFacts } from './publish.ts'
import { MediaRefused, refusals } from './refused.ts'
import { type SendCommand, tellDecider } from './tell-decider.ts'
import type { WorkFolders } from './work-folders.ts'

export type { JobProgress, SendCommand }

export type TranscodeDeps = Readonly<{
  objects: ObjectStore
  commands: Readonly<{ submit: SendCommand }>
  folders: WorkFolders
  publishProgress: (progress: JobProgress) => void | Promise<void>
  limits: MediaLimits
  tries: number
  retryMs: number
  logger: Logger
}>

type Attempt = Readonly<{ job: TranscodeRequested; attempt: string; signal: AbortSignal; logger: Logger }>

/** The effect of TranscodeRequested. It rejects when it could not be brought to an end: then it is done again. */
export const transcodeWith =
  (deps: TranscodeDeps): Effect<'TranscodeRequested'> =>
  async (job, meta, signal) => {
    const attempt = randomUUID()
    const logger = deps.logger.child({ filmId: job.filmId, jobId: job.jobId, attempt })
    const tell = tellDecider(deps.commands.submit, { job, attempt, meta, signal })
    const progress = progressTeller(deps.publishProgress, job, logger)

    const started = await tell({ type: 'StartTranscode' })
    if (started.refused) return logger.info({ problem: started.refused }, 'nothing to do')
    logger.info({ bytes: job.bytes }, 'job started')
    try {
      const set = await untilMade(deps, { job, attempt, signal, logger }, progress.stage)
      const told = await tell({ type: 'CompleteTranscode', prefix: prefixOf(job), ...set })
      progress.stage({ stage: 'done', percent: 100 })
      logger.info({ problem: told.refused, durationMs: set.durationMs, rungs: set.renditions.length }, 'job ended')
    } catch (error) {
      if (!(error instanceof MediaRefused)) throw error
      const { reason, detail } = error
      const told = await tell({ type: 'FailTranscode', reason, detail })
      if (!told.refused) progress.failed()
      logger.warn({ reason, problem: told.refused, cause: String(error.cause ?? '') }, 'job failed')
    }
  }

type OnProgress = Parameters<typeof makeSet>[0]['onProgress']

/** Tries again what may pass; then it is our failure, and the seller hears of it. A full disk is waited for, for ever. */
const untilMade = async (deps: TranscodeDeps, of: Attempt, onProgress: OnProgress): Promise<SetFacts> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await makeAndPublish(deps, of, onProgress)
    } catch (thrown) {
      of.signal.throwIfAborted()
      const error = noSpace(thrown) ? new StorageFull('the work folder is full', { cause: thrown }) : thrown
      if (error instanceof MediaRefused || error instanceof StorageFull) throw error
      of.logger.error({ err: error, tried }, 'an attempt failed')
      if (tried >= deps.tries) throw new MediaRefused('internal', refusals.internal, error)
      await sleep(deps.retryMs * 2 ** (tried - 1), undefined, { signal: of.signal })
    } finally {
      await deps.folders.remove(of.attempt)
    }
  }
}

const makeAndPublish = async (deps: TranscodeDeps, of: Attempt, onProgress: OnProgress): Promise<SetFacts> => {
  const { objects, folders, limits } = deps
  const { job, attempt, signal } = of
  const prefix = prefixOf(job)
  const made = await publishedSet(objects, prefix)
  if (made) return made

  const workDir = await folders.open(attempt)
  await checkRoom(workDir, job.bytes)
  const source = { path: await localFile(objects, job.objectKey, workDir, signal) }
  const set = await makeSet({ source, workDir, onProgress, limits, signal })
  return publishSet(objects, set, { prefix, attempt, signal })
}

/** The renditions together weigh about as much as the source; they are there twice for a moment. */
const checkRoom = async (folder: string, bytes: number): Promise<void> => {
  const { bavail, bsize } = await statfs(folder)
  const needed = 3 * bytes + 256 * 2 ** 20
  if (bavail * bsize < needed) throw new StorageFull(`a job needs ${needed} bytes in ${folder}: make room on the disk`)
}

/** Tools seek in their input, so it must be a file: the object's own, or a copy. */
const localFile = async (objects: ObjectStore, key: string, workDir: string, signal: AbortSignal): Promise<string> => {
  const own = objects.path(key)
  if (own) return own
  const copy = join(workDir, 'source')
  const { stream } = await objects.open(key)
  await pipeline(stream, createWriteStream(copy), { signal })
  return copy
}

const noSpace = (error: unknown): boolean =>
  (error instanceof ToolFailed && /No space left on device/.test(error.said)) ||
  (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
