// Start, renew and close a playback: the commerce decider grants it, edge believes its token.
import { Type } from 'typebox'
import { leaseFor, mostLines } from '../../../domain/commerce/rules.ts'
import { bestWithin } from '../../../domain/media/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { idOf } from '../../../runtime/index.ts'
import type { CommerceEvent, PlaybackGranted, RentalStarted } from '../../../schemas/generated/types/commerce.ts'
import { answer, exampleId, Id, iso, nothing, Pending, playbackParams, Time } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { type Accepted, decided, decidedNow, type From, keyFor, type Submit, sayPending } from '../submit.ts'
import type { Film } from '../views.ts'

const hour = 3_600_000
const Url = (description: string) => Type.String({ description })
const tokenExample = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ2In0.c2ln'
const at = `/play/${tokenExample}/${exampleId}/${exampleId}`
const renewed = {
  token: Type.String({ description: 'stands in the path of everything that is played' }),
  tokenExpiresAt: Time('then renew it (POST /v1/playbacks/{playbackId}/token)'),
  hls: Url('HLS master playlist'),
  dash: Url('DASH manifest'),
}
const renewedExample = {
  token: tokenExample,
  tokenExpiresAt: '2026-11-21T20:15:00.000Z',
  hls: `${at}/master.m3u8`,
  dash: `${at}/manifest.mpd`,
}
const problems = [
  'stream-limit',
  'refund-pending',
  'not-entitled',
  'not-released',
  'payment-pending',
  'film-unavailable',
  'playback-closed',
  'session-closed',
] as const

type Set = NonNullable<Film['media']>
type Seat = Readonly<{ seatId: string | null; device: string | null }>

const devices = ['tv', 'computer', 'tablet', 'phone'] as const

export const playbackRoutes = (
  app: App,
  { views, playing, auth, people, settings }: CommandApi,
  submit: Submit,
): void => {
  /** Grants or prolongs; a log-in that was closed meanwhile takes it back. */
  const grant = async (
    caller: ReturnType<typeof callerOf>,
    ask: Readonly<{ filmId: string; playbackId: string; jobId: string; set: Set; available: boolean }> & Seat,
    sender: Readonly<{ operation: string; idempotencyKey: string; bodyHash: string }>,
    from: From,
    reply: Parameters<typeof decided>[1],
  ) => {
    const { personId: viewerId, sessionId, simulated } = caller
    const { filmId, playbackId, jobId, set, available, seatId, device } = ask
    const { durationMs } = set
    const tokenLife = settings.playbackTokenLife || durationMs + hour
    const now = Date.now()
    const planIds = await views.plansWithFilm(filmId)
    const open = await views.allOpenPlaybacks(viewerId, now, false)
    const leased = await playing.among(open.map((one) => one.playbackId))
    const { atOnce: mostAtOnce, perRental: mostPerRental } = settings.streams
    const start = { viewerId, filmId, playbackId, sessionId, jobId, durationMs, tokenLife, available, seatId, device }
    const limits = { playing: leased, mostAtOnce, mostPerRental, planIds }
    const outcome = await submit(
      { context: 'commerce', key: viewerId, command: { type: 'StartPlayback', ...start, ...limits } },
      { actor: viewerId, simulated, ...sender },
      from,
    )
    if (outcome.status === 'refused' && outcome.problem === 'stream-limit') {
      reply.header('position', outcome.position)
      const others = (await views.allOpenPlaybacks(viewerId, now, true)).filter(
        (one) => one.playbackId !== playbackId && (leased.includes(one.playbackId) || now < one.grantedAt + leaseFor),
      )
      throw problem('stream-limit', outcome.detail, {
        playing: others.map(({ grantedAt, ...one }) => ({ ...one, startedAt: iso(grantedAt) })),
      })
    }
    const granted = grantIn(decidedNow(outcome, reply, sender.idempotencyKey))
    if (!(await people.logIns.isOpen(sessionId, Date.now()))) {
      const command = { type: 'ClosePlayback', viewerId, playbackId, reason: 'SIGNED_OUT' } as const
      const closing = { actor: viewerId, simulated, ...sender, operation: 'ClosePlayback' }
      await submit({ context: 'commerce', key: viewerId, command }, closing, from)
      throw problem('session-closed')
    }
    const lines = linesFor(set, granted.quality)
    const token = await auth.signPlayback({ playbackId, viewerId, filmId, jobId, simulated, lines }, granted.expiresAt)
    const base = `/play/${token}/${filmId}/${jobId}`
    return {
      granted,
      told: { token, tokenExpiresAt: iso(granted.expiresAt), hls: `${base}/${set.hls}`, dash: `${base}/${set.dash}` },
    }
  }

  app.post(
    '/v1/playbacks',
    {
      config: { allow: 'viewer', kind: 'command', problems: ['not-found', ...problems] },
      schema: {
        summary: 'Start playing a film',
        description: 'Checks that the viewer may watch it; the first play of a rental starts its second clock.',
        tags: ['playing'],
        body: Type.Object(
          {
            filmId: Id('of the film'),
            seatId: Type.Optional(
              Id(
                'of the tab or app, kept while it is open: started again there, it takes the place of what played there',
              ),
            ),
            device: Type.Optional(Type.Enum([...devices], { description: 'shown to whoever is over the limit' })),
          },
          { additionalProperties: false, examples: [{ filmId: exampleId, seatId: exampleId, device: 'computer' }] },
        ),
        response: {
          201: answer(
            {
              playbackId: Id('of the playback'),
              ...renewed,
              poster: Url('picture to show before the first frame'),
              thumbnails: Type.Union([Url('WebVTT track of small pictures'), Type.Null()]),
              endsAt: Type.Union([Time('the end of the rental'), Type.Null()]),
              durationMs: Type.Integer(),
            },
            'It may be played.',
            {
              playbackId: exampleId,
              ...renewedExample,
              poster: `/images/${exampleId}/${exampleId}/poster.jpg`,
              thumbnails: `/images/${exampleId}/${exampleId}/thumbnails.vtt`,
              endsAt: '2026-11-23T19:15:00.000Z',
              durationMs: 5_400_000,
            },
          ),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { filmId, seatId = null, device = null } = request.body
      const idempotencyKey = keyFor(request, reply)
      const film = await views.film(filmId)
      if (!film || film.status === 'draft') throw problem('not-found', 'There is no such film in the store.')
      const { media: set } = film
      if (!set) throw problem('film-unavailable', 'This film cannot be played yet.')
      const playbackId = idOf('playback', caller.personId, idempotencyKey)
      const { granted, told } = await grant(
        caller,
        { filmId, playbackId, jobId: set.jobId, set, available: film.status === 'published', seatId, device },
        { operation: 'StartPlayback', idempotencyKey, bodyHash: bodyHashOf(request.body) },
        request,
        reply,
      )
      const images = `/images/${filmId}/${set.jobId}`
      const endsAt = granted.rentalEndsAt ?? (await views.rentalEnd(caller.personId, granted.orderId))
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({
          playbackId,
          ...told,
          poster: `${images}/${set.poster}`,
          thumbnails: set.thumbnails === null ? null : `${images}/${set.thumbnails}`,
          endsAt: endsAt === null ? null : iso(endsAt),
          durationMs: set.durationMs,
        })
    },
  )

  app.post(
    '/v1/playbacks/:playbackId/token',
    {
      config: { allow: 'viewer', kind: 'command', problems: ['not-found', ...problems] },
      schema: {
        summary: 'Renew the token of a playback',
        description:
          'While it is open and the film may still be watched. Put the new token into the path of what is fetched next.',
        tags: ['playing'],
        params: playbackParams,
        response: { 200: answer(renewed, 'A new token for the same playback.', renewedExample) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { playbackId } = request.params
      const idempotencyKey = keyFor(request, reply)
      const playback = await views.playback(caller.personId, playbackId)
      if (!playback) throw problem('not-found', 'There is no such playback.')
      if (playback.closedAt !== null) throw problem('playback-closed')
      const { filmId, jobId } = playback
      // Where it plays was told when it was started.
      const seat = { seatId: null, device: playback.device }
      const film = await views.film(filmId)
      if (!film?.media) throw problem('film-unavailable')
      const { told } = await grant(
        caller,
        { filmId, playbackId, jobId, set: film.media, available: film.status === 'published', ...seat },
        { operation: `renew ${playbackId}`, idempotencyKey, bodyHash: bodyHashOf(null) },
        request,
        reply,
      )
      return reply.header('cache-control', 'no-store').send(told)
    },
  )

  app.delete(
    '/v1/playbacks/:playbackId',
    {
      config: { allow: 'viewer', kind: 'command' },
      schema: {
        summary: 'Close a playback',
        description:
          'Its token is refused within ten seconds. Closing what is closed, or is not yours, changes nothing.',
        tags: ['playing'],
        params: playbackParams,
        response: { 202: Pending, 204: nothing('It is closed.') },
      },
    },
    async (request, reply) => {
      const { personId: viewerId, simulated } = callerOf(request)
      const { playbackId } = request.params
      const idempotencyKey = keyFor(request, reply)
      const command = { type: 'ClosePlayback', viewerId, playbackId, reason: 'VIEWER' } as const
      const outcome = await submit(
        { context: 'commerce', key: viewerId, command },
        { actor: viewerId, operation: `close ${playbackId}`, idempotencyKey, bodyHash: bodyHashOf(null), simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : reply.code(204).send(null)
    },
  )
}

/** Of the best rendition that it may fetch; null: all of them. */
const linesFor = ({ renditions }: Set, quality: PlaybackGranted['quality']): number | null =>
  quality === null
    ? null
    : bestWithin(
        renditions.map(({ name }) => name),
        mostLines(quality),
      )

const grantIn = ({ events }: Accepted): PlaybackGranted & { rentalEndsAt: number | null } => {
  const told = events as readonly CommerceEvent[]
  const granted = told.find((event): event is PlaybackGranted => event.type === 'PlaybackGranted')
  const started = told.find((event): event is RentalStarted => event.type === 'RentalStarted')
  if (!granted) throw new Error('a playback was accepted and not granted')
  return { ...granted, rentalEndsAt: started?.endsAt ?? null }
}
