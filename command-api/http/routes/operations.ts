// An operator has a projection built again, switches its view, drops a version, or folds a stretch into a scratch.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { limits } from '../../../domain/catalogue/rules.ts'
import { type App, callerOf, type ProblemName } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { answer } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import type { Operator } from '../operations/projections.ts'
import { keyFor } from '../submit.ts'

const tags = ['operation']
const reason = Type.String({ minLength: 1, maxLength: limits.reason, description: 'for the record' })
const config = (...problems: ProblemName[]) =>
  ({ allow: 'operator', kind: 'command', problems: ['not-found', 'conflict', ...problems] }) as const
const params = Type.Object({
  name: Type.String({
    pattern: '^(scratch[.])?[a-z][a-z0-9_]{0,47}$',
    description: 'of the projection, or scratch.NAME',
    examples: ['films'],
  }),
})
const version = Type.Integer({ minimum: 0, description: 'as the list of projections tells it' })
const body = <P extends Record<string, TSchema>>(properties: P, example: object) =>
  Type.Object({ ...properties, reason }, { additionalProperties: false, examples: [example] })
const place = (description: string) =>
  Type.String({
    pattern: '^(\\d{1,15}|\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}([.]\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2}))?)$',
    description,
    examples: ['0', '2026-11-21T20:15:00Z'],
  })
const Version = (description: string, example = { name: 'films', version: 2 }) =>
  answer({ name: Type.String(), version: Type.Integer() }, description, example)

export const operationRoutes = (app: App, { operations }: Pick<CommandApi, 'operations'>): void => {
  app.post(
    '/v1/operator/projections/:name/rebuild',
    {
      config: config(),
      schema: {
        summary: 'Build a view again from the log',
        description:
          'A new version is folded beside the live one, at the pace that the live ones leave; the list of projections ' +
          'tells how far it is. Then switch to it, or drop it.',
        tags,
        params,
        body: body({}, { reason: 'The titles of March are wrong.' }),
        response: { 201: Version('The version that is being built.') },
      },
    },
    async (request, reply) => {
      const by = operatorOf(request, reply, request.body.reason)
      return reply.code(201).send(await operations.rebuild(request.params.name, by))
    },
  )

  app.post(
    '/v1/operator/projections/:name/switch',
    {
      config: config('projection-behind'),
      schema: {
        summary: 'Answer reads from another version of a view',
        description: 'In one step, when that version has read all that the live one has. The one before is kept.',
        tags,
        params,
        body: body({ version }, { version: 2, reason: 'It is built and was looked at.' }),
        response: { 200: Version('The version that is live now.') },
      },
    },
    async (request, reply) => {
      const { version, reason } = request.body
      return operations.switchTo({ name: request.params.name, version }, operatorOf(request, reply, reason))
    },
  )

  app.post(
    '/v1/operator/projections/:name/drop',
    {
      config: config(),
      schema: {
        summary: 'Drop a version of a view that is not live, or a scratch',
        tags,
        params,
        body: body({ version }, { version: 1, reason: 'The new one has proved itself.' }),
        response: { 200: Version('The version that is gone.', { name: 'films', version: 1 }) },
      },
    },
    async (request, reply) => {
      const { version, reason } = request.body
      return operations.drop({ name: request.params.name, version }, operatorOf(request, reply, reason))
    },
  )

  app.post(
    '/v1/operator/scratches',
    {
      config: config(),
      schema: {
        summary: 'Fold a stretch of a topic into a table of its own',
        description: 'For looking: no view shows `scratch.NAME`, and nothing live is touched. Drop it afterwards.',
        tags,
        body: body(
          {
            name: Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$', description: 'the table is scratch.NAME' }),
            projection: Type.String({ pattern: '^[a-z][a-z0-9_]{0,47}$', description: 'whose handlers fold it' }),
            topic: Type.String({ pattern: '^[a-z]{1,40}$', description: 'one that the projection reads' }),
            from: place('an offset, the same in every partition, or a time'),
            until: Type.Optional(place('the first offset or time that is not folded; the end unless given')),
          },
          {
            ...{ name: 'march', projection: 'films', topic: 'catalogue', from: '2026-03-01', until: '2026-04-01' },
            reason: 'Which titles were wrong?',
          },
        ),
        response: {
          201: answer(
            { name: Type.String(), version: Type.Integer(), records: Type.Integer({ description: 'to be folded' }) },
            'The scratch that is being folded.',
            { name: 'scratch.march', version: 0, records: 41_000 },
          ),
        },
      },
    },
    async (request, reply) => {
      const { reason, name, projection, topic, from, until } = request.body
      const stretch = { name, projection, topic, from, until }
      return reply.code(201).send(await operations.scratch(stretch, operatorOf(request, reply, reason)))
    },
  )
}

const operatorOf = (request: FastifyRequest, reply: FastifyReply, reason: string): Operator => ({
  operatorId: callerOf(request).personId,
  idempotencyKey: keyFor(request, reply),
  bodyHash: bodyHashOf(request.body),
  reason,
})
