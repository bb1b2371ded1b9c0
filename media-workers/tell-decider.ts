// Sends a job's commands and stays with each until it is decided: an encode of hours is not lost to a restarting decider.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Commands, idOf, type Meta } from '../runtime/index.ts'
import type {
  CompleteTranscode,
  FailTranscode,
  StartTranscode,
  TranscodeRequested,
} from '../schemas/generated/types/media.ts'

export type SendCommand = Commands['submit']

/** What a command says beside the job and the attempt, which are added here. */
type Said<C> = Omit<C, 'now' | 'filmId' | 'jobId' | 'attempt'>
export type JobCommand = Said<StartTranscode> | Said<CompleteTranscode> | Said<FailTranscode>

/** `refused` names the problem when the decider would not have it; nothing then has to be done any more. */
export type Told = Readonly<{ refused: string | undefined }>

type About = Readonly<{ job: TranscodeRequested; attempt: string; meta: Meta; signal: AbortSignal }>

/** Command ids follow from job, attempt and step: sent again, they are decided once. Rejects with the signal's reason. */
export const tellDecider =
  (submit: SendCommand, { job, attempt, meta, signal }: About) =>
  async (said: JobCommand): Promise<Told> => {
    const { filmId, jobId } = job
    const command = { ...said, filmId, jobId, attempt }
    const commandId = idOf('media-workers', jobId, attempt, said.type)
    for (let waitMs = 250; ; waitMs = Math.min(waitMs * 2, 15_000)) {
      signal.throwIfAborted()
      const outcome = await submit('media', command, {
        key: filmId,
        commandId,
        bodyHash: commandId,
        actor: 'media-workers',
        simulated: meta.simulated,
        causationId: meta.eventId,
        source: `${meta.topic}/${meta.partition}/${meta.offset}`,
      })
      switch (outcome.status) {
        case 'accepted':
          return { refused: undefined }
        case 'refused':
          return { refused: outcome.problem }
        case 'failed':
        case 'body-mismatch':
          throw new Error(`${said.type} of job ${jobId} was not decided: ${outcome.status}`)
        case 'pending':
        case 'unavailable':
          await sleep(waitMs, undefined, { signal })
      }
    }
  }
