// A log-in that is over takes its playbacks with it, however it ended: reads identity, answers with commands.
import { isAway } from '../../platform/away.ts'
import { bodyHashOf } from '../../platform/idempotency.ts'
import { isNotBuilt } from '../../platform/postgres.ts'
import { Problem, problem } from '../../platform/problems.ts'
import type { Service } from '../../platform/service.ts'
import { type Codec, type DeadLetters, type Log, runWorker } from '../../runtime/index.ts'
import type { CommandApi } from './deps.ts'
import type { Submit } from './submit.ts'

/** At least once and in order; a command that could not be handed over is sent again. */
export const closePlaybacksOfClosedSessions = (
  deps: Readonly<{ log: Log; codec: Codec; deadLetters: DeadLetters | undefined }>,
  { views, logger }: Pick<CommandApi, 'views' | 'logger'>,
  submit: Submit,
): Promise<Service> =>
  runWorker({
    name: 'session-closures',
    ...deps,
    logger,
    // The view or the log is away, or behind: nobody's fault.
    isOutage: (error) => isAway(error) || isNotBuilt(error) || (error instanceof Problem && error.status === 503),
    on: {
      SessionClosed: async ({ personId, sessionId }, meta) => {
        const open = await views.openPlaybacks(personId, sessionId, Date.now())
        for (const { playbackId } of open) {
          const command = { type: 'ClosePlayback', viewerId: personId, playbackId, reason: 'SIGNED_OUT' } as const
          const { status } = await submit(
            { context: 'commerce', key: personId, command },
            {
              actor: personId,
              idempotencyKey: `${sessionId} ${playbackId}`,
              bodyHash: bodyHashOf(null),
              simulated: meta.simulated,
            },
            { id: meta.eventId, raw: { headers: {} } },
          )
          if (status === 'unavailable' || status === 'pending') throw problem('unavailable')
        }
      },
    },
  })
