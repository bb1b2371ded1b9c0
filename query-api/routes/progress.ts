// GET /v1/films/{filmId}/progress: how far a transcode is, live.
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { type Film, filmById } from '../../projectors/films/view.ts'
import type { QueryApi } from '../deps.ts'
import { reading } from '../reading.ts'
import { Id } from '../shapes.ts'
import { type Live, pause, stream, streaming } from '../sse.ts'
import { maySee } from './films.ts'

/** As media-workers tell it over Redis; it may be lost, the film's own state is not. */
type Progress = Readonly<{ jobId: string; stage: string; percent: number; at: number }>

const lookEveryMs = 500

export const progressRoute = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/films/:filmId/progress',
    {
      ...streaming,
      config: { allow: ['seller', 'operator'], kind: 'query', problems: ['not-found'] },
      schema: {
        summary: 'Progress of the newest upload, as server-sent events',
        description:
          '`progress` {stage, percent} while it is worked on, then `ready` {} or `failed` {reason, detail}, and the end. ' +
          'Who connects again is told the present state first.',
        tags: ['live'],
        params: Type.Object({ filmId: Id('of the film') }),
        response: {
          200: {
            description: 'The stream.',
            content: {
              'text/event-stream': {
                schema: Type.String({
                  examples: ['id: 1\nevent: progress\ndata: {"stage":"encode","percent":40}\n\n'],
                }),
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
      await stream(app, request, reply, (live) => tell(api, film, live))
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
    if (!message) return
    const { stage, percent, at } = JSON.parse(message) as Progress
    say('progress', { stage, percent: Math.round(percent * 10) / 10 }, String(at))
  }
  const stopListening = cache.listen(key, hear)
  try {
    for (let current: Film | undefined = film; !live.signal.aborted; current = await filmById(store, film.filmId)) {
      if (!current) return
      // A new upload begins a new story.
      if (current.uploadId !== uploadId) told = ''
      uploadId = current.uploadId
      const { mediaState, failure } = current
      if (mediaState === 'ready') return say('ready', {}, String(now()))
      if (mediaState === 'failed')
        return say('failed', { reason: failure?.reason ?? 'unknown', detail: failure?.detail ?? '' }, String(now()))
      if (mediaState === 'processing') hear(await cache.get(key))
      else if (told === '')
        say('progress', { stage: mediaState === 'uploaded' ? 'waiting' : 'upload', percent: 0 }, String(now()))
      await pause(lookEveryMs, live.signal)
    }
  } finally {
    stopListening()
  }
}
