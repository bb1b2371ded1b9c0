// How one film's uploads become playable: the media decider. Key: filmId.
import type {
  CompleteTranscode,
  FailTranscode,
  MediaCommand,
  MediaEvent,
  RequestTranscode,
  StartTranscode,
} from '../../schemas/generated/types/media.ts'
import { assertNever, type Decision, refuse } from '../decision.ts'
import { isFinished, type Job, mayFail } from './rules.ts'

export type FilmJobs = Readonly<{ jobs: readonly Job[] }>

export const noJobs: FilmJobs = { jobs: [] }

export const decide = (command: MediaCommand, film: FilmJobs): Decision<MediaEvent> => {
  switch (command.type) {
    case 'RequestTranscode':
      return requestTranscode(command, film)
    case 'StartTranscode':
      return startTranscode(command, film)
    case 'CompleteTranscode':
      return completeTranscode(command, film)
    case 'FailTranscode':
      return failTranscode(command, film)
    default:
      return assertNever(command)
  }
}

const requestTranscode = (
  { now, filmId, uploadId, jobId, objectKey, bytes, sha256 }: RequestTranscode,
  film: FilmJobs,
): Decision<MediaEvent> => {
  const job = jobOf(film, jobId)
  if (job && job.uploadId !== uploadId) return refuse('job-exists', 'This job belongs to another upload.')
  if (job) return []
  return [{ type: 'TranscodeRequested', at: now, filmId, uploadId, jobId, objectKey, bytes, sha256 }]
}

/** Another attempt takes over what is not finished: the first worker is slow or dead, and nobody can tell which. */
const startTranscode = ({ now, filmId, jobId, attempt }: StartTranscode, film: FilmJobs): Decision<MediaEvent> => {
  const job = jobOf(film, jobId)
  if (!job) return unknownJob()
  if (isFinished(job)) return finished()
  if (job.attempt === attempt) return []
  return [{ type: 'TranscodeStarted', at: now, filmId, jobId, attempt }]
}

/** Whoever finishes first has finished: the set is published once, whichever attempt tells it. */
const completeTranscode = (command: CompleteTranscode, film: FilmJobs): Decision<MediaEvent> => {
  const { type: _, now, attempt: __, ...set } = command
  const job = jobOf(film, set.jobId)
  if (!job) return unknownJob()
  if (job.status === 'packaged') return []
  if (job.status === 'failed') return finished()
  if (job.status === 'requested') return refuse('job-not-started', 'No worker has started this job.')
  return [{ type: 'MediaPackaged', at: now, uploadId: job.uploadId, ...set }]
}

const failTranscode = (
  { now, filmId, jobId, attempt, reason, detail }: FailTranscode,
  film: FilmJobs,
): Decision<MediaEvent> => {
  const job = jobOf(film, jobId)
  if (!job) return unknownJob()
  if (job.status === 'failed') return []
  if (job.status === 'packaged') return finished()
  if (!mayFail(job, attempt)) return refuse('attempt-superseded', 'Another worker has taken this job.')
  return [{ type: 'TranscodeFailed', at: now, filmId, uploadId: job.uploadId, jobId, reason, detail }]
}

export const evolve = (film: FilmJobs, event: MediaEvent): FilmJobs => {
  switch (event.type) {
    case 'TranscodeRequested':
      return {
        jobs: [...film.jobs, { jobId: event.jobId, uploadId: event.uploadId, status: 'requested', attempt: null }],
      }
    case 'TranscodeStarted':
      return change(film, event.jobId, { status: 'running', attempt: event.attempt })
    case 'MediaPackaged':
      return change(film, event.jobId, { status: 'packaged' })
    case 'TranscodeFailed':
      return change(film, event.jobId, { status: 'failed' })
    default:
      return assertNever(event)
  }
}

const jobOf = (film: FilmJobs, jobId: string): Job | undefined => film.jobs.find((job) => job.jobId === jobId)

const change = (film: FilmJobs, jobId: string, part: Partial<Job>): FilmJobs => ({
  jobs: film.jobs.map((job) => (job.jobId === jobId ? { ...job, ...part } : job)),
})

const unknownJob = () => refuse('unknown-job', 'There is no such job for this film.')
const finished = () => refuse('job-finished', 'This job has ended; upload again to make another.')

/** For the deciders' room; raise codeVersion when `evolve` or the state's shape changes. */
export const mediaDecider = { name: 'media', initial: noJobs, decide, evolve, codeVersion: 1 } as const
