// The room that gives out manifests, segments and images. GET only; it reads no table and holds no Kafka connection.
import { Type } from 'typebox'
import type { Auth, Playback } from '../platform/auth.ts'
import { type App, problem } from '../platform/http.ts'
import type { ObjectStore } from '../platform/objects.ts'
import type { Closures } from './closures.ts'
import { isAbove, narrowed } from './narrowed.ts'
import { sendObject } from './send.ts'

export type EdgeDeps = Readonly<{ objects: ObjectStore; auth: Pick<Auth, 'verifyPlayback'>; closures: Closures }>

const Place = {
  filmId: Type.String({ format: 'uuid', examples: ['0b54b7a4-7b0e-5f10-8c8e-3d3f6a1f2b11'] }),
  jobId: Type.String({ format: 'uuid', examples: ['6f2d6f5e-2a54-5f0c-9f5a-0c6f3f3d6a10'] }),
  file: Type.String({ maxLength: 200, examples: ['master.m3u8'] }),
}
const token = Type.String({
  maxLength: 2_000,
  description: "the playback's token",
  examples: ['eyJhbGciOiJFUzI1NiJ9.e30.c2ln'],
})
const content = {
  'application/octet-stream': {
    schema: { type: 'string', format: 'binary', description: 'its Content-Type is by the end of its name' },
    examples: { playlist: { value: '#EXTM3U' } },
  },
} as const
const answers = {
  200: { description: 'The whole file.', content },
  206: { description: 'The range that was asked for.', content },
  304: { description: 'What the client has is still right.', type: 'null' },
  416: { description: 'The range begins behind the end.', type: 'null' },
}

/** 401: the token is none, or has ended. 403: it is for another film, or its playback is over. */
const admit = async (
  { auth, closures }: EdgeDeps,
  params: { token: string; filmId: string; jobId: string },
): Promise<Playback> => {
  const playback = await auth.verifyPlayback(params.token)
  if (playback.filmId !== params.filmId || playback.jobId !== params.jobId)
    throw problem('forbidden', 'This token is for another film.')
  if (closures.isClosed(playback.playbackId, playback.filmId)) throw problem('playback-closed')
  return playback
}

export const edgeRoom = async (app: App, deps: EdgeDeps): Promise<void> => {
  app.get(
    '/play/:token/:filmId/:jobId/:file',
    {
      config: {
        allow: 'anonymous',
        problems: ['unauthenticated', 'token-expired', 'forbidden', 'playback-closed', 'not-found'],
      },
      schema: {
        summary: 'A file of the set that a playback may fetch',
        tags: ['playing'],
        params: Type.Object({ token, ...Place }),
        response: answers,
      },
    },
    async (request, reply) => {
      const { filmId, jobId, file } = request.params
      const { lines } = await admit(deps, request.params)
      if (lines !== null && isAbove(file, lines)) throw problem('forbidden', `This playback goes up to ${lines} lines.`)
      return sendObject(request, reply, {
        objects: lines === null ? deps.objects : narrowed(deps.objects, lines),
        prefix: `films/${filmId}/${jobId}`,
        file,
        cache: 'private',
      })
    },
  )

  app.get(
    '/images/:filmId/:jobId/:file',
    {
      config: { allow: 'anonymous', problems: ['not-found'] },
      schema: {
        summary: 'Poster and thumbnails of a film',
        tags: ['playing'],
        params: Type.Object({
          ...Place,
          file: Type.String({ pattern: '\\.(jpg|vtt)$', maxLength: 200, examples: ['poster.jpg'] }),
        }),
        response: answers,
      },
    },
    async (request, reply) => {
      const { filmId, jobId, file } = request.params
      return sendObject(request, reply, {
        objects: deps.objects,
        prefix: `films/${filmId}/${jobId}`,
        file,
        cache: 'public',
      })
    },
  )
}
