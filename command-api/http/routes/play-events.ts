// POST /v1/playbacks/{playbackId}/events: what the player saw, as facts on the log.
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type App, callerOf } from '../../../platform/http.ts'
import { problem } from '../../../platform/problems.ts'
import { headersOf, NotSent, UnknownOutcome } from '../../../runtime/index.ts'
import type { PlaybackFact } from '../../../schemas/generated/types/playback.ts'
import { answer, playbackParams } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { factOf, mostEvents, PlayEvent } from '../play/facts.ts'
import { perSecond } from '../play/rate.ts'

/** Events that wait for the log at once in this process. */
const mostInFlight = 20_000

type Session = Readonly<{ playbackId: string; viewerId: string; filmId: string; simulated: boolean }>

type Needs = Readonly<{
  facts: CommandApi['facts']
  views: Pick<CommandApi['views'], 'knownPlayback'>
  playing: Pick<CommandApi['playing'], 'seen'>
  settings: Pick<CommandApi['settings'], 'eventRate'>
}>

export const playEventsRoute = (app: App, { facts, views, playing, settings }: Needs): void => {
  const take = perSecond(settings.eventRate ?? 0)
  const owners = new Map<string, Session>()
  let inFlight = 0

  /** By the playback's token without a look-up; by an access token the view is asked once. */
  const sessionOf = async (request: FastifyRequest, playbackId: string): Promise<Session> => {
    if (request.playback) {
      if (request.playback.playbackId !== playbackId) throw problem('forbidden', 'This token is of another playback.')
      return request.playback
    }
    const { personId, simulated } = callerOf(request)
    const known = owners.get(playbackId) ?? (await views.knownPlayback(playbackId))
    if (known?.viewerId !== personId) throw problem('not-found', 'There is no such playback.')
    const session = { playbackId, viewerId: personId, filmId: known.filmId, simulated }
    if (owners.size > 10_000) owners.clear()
    owners.set(playbackId, session)
    return session
  }

  app.post(
    '/v1/playbacks/:playbackId/events',
    {
      bodyLimit: 256 * 1024,
      config: { allow: 'playback', problems: ['not-found', 'too-many-requests', 'outcome-unknown'] },
      schema: {
        summary: 'Tell play events',
        description:
          'Numbered from 1 by the player, up to 200 at once. A batch may be sent again: an event counts once per playback ' +
          'and sequence. Accepted means that it stands on the log.',
        tags: ['playing'],
        params: playbackParams,
        body: Type.Object(
          { events: Type.Array(PlayEvent, { minItems: 1, maxItems: mostEvents }) },
          {
            additionalProperties: false,
            examples: [
              {
                events: [
                  {
                    sequence: 1,
                    type: 'start',
                    clientAt: '2026-11-21T19:15:00.000Z',
                    positionMs: 0,
                    startupMs: 420,
                    protocol: 'hls',
                    player: 'web/1',
                    height: 720,
                  },
                ],
              },
            ],
          },
        ),
        response: { 202: answer({ accepted: Type.Integer() }, 'They stand on the log.', { accepted: 1 }) },
      },
    },
    async (request, reply) => {
      const { playbackId } = request.params
      const { events } = request.body
      const session = await sessionOf(request, playbackId)
      if (!take(playbackId, events.length))
        throw problem('too-many-requests', 'This player tells too much.', { retryAfter: 1 })
      if (inFlight + events.length > mostInFlight)
        throw problem('unavailable', 'Too many play events at once.', { retryAfter: 1 })

      const at = Date.now()
      inFlight += events.length
      try {
        await facts.append(
          'playback',
          events.map((event) => itemOf(factOf(event, session, at), session, request.id)),
        )
      } catch (error) {
        if (error instanceof NotSent)
          throw problem('unavailable', 'Nothing was kept; send it again.', { retryAfter: 1 })
        if (error instanceof UnknownOutcome) throw problem('outcome-unknown', 'Send it again: an event counts once.')
        throw error
      } finally {
        inFlight -= events.length
      }
      playing.seen(playbackId)
      return reply.code(202).send({ accepted: events.length })
    },
  )
}

const itemOf = (data: PlaybackFact, { simulated }: Session, correlationId: string) => ({
  key: data.playbackId,
  data,
  headers: headersOf({ type: data.type, correlationId, simulated, actor: data.viewerId }),
})
