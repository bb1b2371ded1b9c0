// PUT /v1/films/{filmId}/source: the film's video file.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type App, callerOf } from '../../../platform/http.ts'
import { problem } from '../../../platform/problems.ts'
import type { SourceUploaded } from '../../../schemas/generated/types/catalogue.ts'
import { answer, exampleId, filmParams, Id } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { type Accepted, decided, keyFor, type Submit, sayPending } from '../submit.ts'
import { digestIn, drain, receive } from '../upload/receive.ts'

const mostAtOnce = 16
const day = 86_400_000

/** Give it a context of its own: it takes bytes as they come, where other routes take JSON. */
export const sourceRoute = (app: App, { views, objects, settings, logger }: CommandApi, submit: Submit): void => {
  let running = 0
  app.removeAllContentTypeParsers()
  for (const type of [/^video\//, 'application/octet-stream'])
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload))

  const mayUpload = async (filmId: string, sellerId: string) => {
    const film = await views.film(filmId)
    if (!film) throw problem('not-found', 'There is no such film.')
    if (film.sellerId !== sellerId) throw problem('forbidden', 'This film belongs to another seller.')
  }

  app.put(
    '/v1/films/:filmId/source',
    {
      handlerTimeout: day,
      validatorCompiler: (part) => (part.httpPart === 'body' ? () => true : TypeBoxValidatorCompiler(part)),
      config: {
        allow: 'seller',
        kind: 'command',
        problems: ['not-found', 'too-large', 'unsupported-media', 'digest-mismatch', 'storage-full'],
      },
      schema: {
        summary: 'Upload the video of a film',
        description:
          'The bytes of the file as they are. A new upload takes the place of the one before; what plays goes on playing ' +
          'until the new renditions are ready.',
        tags: ['films'],
        consumes: ['video/*', 'application/octet-stream'],
        params: filmParams,
        headers: Type.Object({
          'content-digest': Type.Optional(
            Type.String({ maxLength: 400, description: '`sha-256=:base64:` (RFC 9530): checked' }),
          ),
        }),
        body: Type.String({ format: 'binary', description: 'a video file', examples: ['(the bytes of a file)'] }),
        response: {
          202: answer(
            {
              filmId: Id('of the film'),
              uploadId: Id('of this upload'),
              bytes: Type.Integer(),
              sha256: Type.String({ description: 'hex' }),
            },
            'Stored; renditions are made now (GET /v1/films/{filmId}/progress).',
            { filmId: exampleId, uploadId: exampleId, bytes: 734003200, sha256: 'e3b0c44298fc1c149afbf4c8996fb924' },
          ),
        },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { filmId } = request.params
      const body = request.body as unknown as IncomingMessage | undefined
      const idempotencyKey = keyFor(request, reply)
      const uploadId = randomUUID()
      const objectKey = `uploads/${filmId}/${uploadId}`
      try {
        if (!body) throw problem('invalid-request', 'The body is missing.')
        if (running >= mostAtOnce) throw problem('unavailable', 'Too many uploads at once.', { retryAfter: 30 })
        running += 1
        try {
          await mayUpload(filmId, personId)
          const digest = digestIn(request.headers['content-digest'])
          const { bytes, sha256, contentType } = await receive(objects, body, {
            key: objectKey,
            limit: settings.uploadLimit,
            digest,
          })
          const upload = { uploadId, objectKey, sha256, bytes, contentType }
          const outcome = await submit(
            {
              context: 'catalogue',
              key: filmId,
              command: { type: 'RecordUpload', filmId, sellerId: personId, ...upload },
            },
            { actor: personId, idempotencyKey, bodyHash: sha256, simulated },
            request,
          )
          // Not known: it may still be accepted, so the object stays.
          const kept =
            outcome.status === 'pending' ? uploadId : outcome.status === 'accepted' ? uploadIn(outcome) : undefined
          if (kept !== uploadId) await objects.remove(objectKey)
          const known = decided(outcome, reply)
          if (known.status === 'pending') sayPending(known, reply)
          return reply.code(202).send({ filmId, uploadId: kept ?? uploadId, bytes, sha256 })
        } finally {
          running -= 1
        }
      } catch (error) {
        if (body && !body.complete) {
          reply.header('connection', 'close')
          await drain(body)
        }
        logger.info({ filmId, uploadId, problem: (error as Error).name }, 'upload refused')
        throw error
      }
    },
  )
}

/** The first upload under this key: a retry that arrived whole twice leaves its second copy out. */
const uploadIn = ({ events }: Accepted): string | undefined =>
  (events as readonly { type: string }[]).find((event): event is SourceUploaded => event.type === 'SourceUploaded')
    ?.uploadId
