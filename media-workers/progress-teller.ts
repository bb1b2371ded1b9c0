// Tells how far a job is, not more often than anyone can see, and without ever holding the job up.
import type { Logger } from '../platform/logger.ts'
import type { SetProgress } from './make-set.ts'

export type JobProgress = Readonly<{
  filmId: string
  jobId: string
  stage: SetProgress['stage'] | 'failed'
  /** 0 to 100: ffmpeg's encoded time over the film's duration */
  percent: number
  /** ms since 1970 */
  at: number
}>

const everyMs = 250

export const progressTeller = (
  publish: (progress: JobProgress) => void | Promise<void>,
  { filmId, jobId }: Readonly<{ filmId: string; jobId: string }>,
  logger: Logger,
) => {
  let last: { stage: string; percent: number; at: number } | undefined
  const tell = (stage: JobProgress['stage'], percent: number) => {
    const at = Date.now()
    if (last?.stage === stage && (at - last.at < everyMs || percent === last.percent)) return
    last = { stage, percent, at }
    Promise.try(publish, { filmId, jobId, stage, percent, at }).catch((error: unknown) =>
      logger.debug({ err: error }, 'progress was not told'),
    )
  }
  return {
    stage: ({ stage, percent }: SetProgress) => tell(stage, percent),
    failed: () => tell('failed', last?.percent ?? 0),
  }
}
