// GET /v1/films/{filmId}/progress: how far a transcode is, live.
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { type Film, filmById } from '../../projectors/films/view.ts'
import type { QueryApi } from '../deps.ts'
import { reading } from '../reading.ts'
import { Id } from '../shapes.ts'
import { type Live, lastIdOf, pause, stream, streaming } from '../sse.ts'
import { maySee } from './films.ts'

/** As media-workers tell it over Redis; it may be lost, the film's own state is not. */
type Progress = Readonly<{ stage: string; percent: number; at: number }>

const lookEveryMs = 500

/** The end is told by the film's own state; a message that is none is left out. */
const progressIn = (message: string | undefined): Progress | undefined => {
  try {
    const { stage, percent, at } = JSON.parse(message ?? '{}') as Partial<Progress>
    if (!stage || stage === 'done' || stage === 'failed' || !Number.isFinite(percent)) return undefined
    return { stage, percent: Math.round(Number(percent) * 10) / 10, at: Number(at) || 0 }
  } catch {
    return undefined
  }
}

/** How the story of the newest upload ended, and the id of the event that tells it. */
const endingOf = ({ mediaState, uploadId, failure }: Film) => {
  const id = `${mediaState}:${uploadId}`
  if (mediaState === 'ready') return { event: 'ready', data: {}, id }
  if (mediaState !== 'failed') return undefined
  return { event: 'failed', data: { reason: failure?.reason ?? '', detail: failure?.detail ?? '' }, id }
}

export const progressRoute = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/films/:filmId/progress',
    {
      ...streaming,
      config: { allow: ['seller', 'operator'], kind: 'query', problems: ['not-found', 'too-many-requests'] },
      schema: {
        summary: 'Progress of the newest upload, as server-sent events',
        description:
          '`progress` {stage, percent} while it is worked on, then `ready` {} or `failed` {reason, detail}, and the end. ' +
          'Who connects again is told the present state first; 204 when Last-Event-ID was the end.',
        tags: ['live'],
        params: Type.Object({ filmId: Id('of the film') }),
        response: {
          204: { description: 'Nothing is left to tell: do not connect again.', type: 'null' },
          200: {
            description: 'The stream.',
            content: {
              'text/event-stream': {
                schema: Type.String(),
                examples: { one: { value: 'id: 1\nevent: progress\ndata: {"stage":"encode","percent":40}\n\n' } },
              },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { filmId } = request.params
      const film = await reading(api, request, reply, ['films', 'transcodes'], () => filmById(api.store, filmId))
      if (
        !film ||
        (film.sellerId !== request.caller?.personId && !maySee({ ...film, status: 'draft' }, request.caller))
      )
        throw problem('not-found')
      const ending = endingOf(film)
      if (ending && ending.id === lastIdOf(request)) return reply.code(204).send(null)
      await stream(app, request, reply, (live) => tell(api, film, live))
      return reply
    },
  )
}

const tell = async ({ store, cache, now }: QueryApi, film: Film, live: Live): Promise<void> => {
  const key = `progress:${film.filmId}`
  let told = ''
  let uploadId = film.uploadId
  const say = (event: string, data: object, id: string) => {
    const text = JSON.stringify([event, data])
    if (text !== told) live.send(event, data, id)
    told = text
  }
  const hear = (message: string | undefined) => {
    const progress = progressIn(message)
    if (progress) say('progress', { stage: progress.stage, percent: progress.percent }, String(progress.at))
  }
  const stopListening = cache.listen(key, hear)
  try {
    for (let current: Film | undefined = film; !live.signal.aborted; current = await filmById(store, film.filmId)) {
      if (!current) return
      // A new upload begins a new story.
      if (current.uploadId !== uploadId) told = ''
      uploadId = current.uploadId
      const { mediaState } = current
      const ending = endingOf(current)
      if (ending) return say(ending.event, ending.data, ending.id)
      if (mediaState === 'processing') hear(await cache.get(key))
      else if (told === '')
        say('progress', { stage: mediaState === 'uploaded' ? 'waiting' : 'upload', percent: 0 }, String(now()))
      await pause(lookEveryMs, live.signal)
    }
  } finally {
    stopListening()
  }
}
