// GET /v1/operator/dead-letters: records that a consumer could not apply and laid aside, and what waits behind them.
import { Type } from 'typebox'
import type { App } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import { type DeadLetterSummary, deadLetterById, deadLetterList } from '../../projectors/dead-letters/view.ts'
import type { QueryApi } from '../deps.ts'
import { cursorOf, limitOf, Page, page, pageQuery } from '../paging.ts'
import { reading } from '../reading.ts'
import { Id, iso, isoOrNull, OneOf, OrNull, Time } from '../shapes.ts'

const config = { allow: 'operator', kind: 'query' } as const
const tags = ['operator']
const exampleId = '0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e'

const summary = {
  letterId: Id('of the letter'),
  consumer: Type.String({
    description: 'who laid it aside: a view with its version, a worker, a process, a processor',
  }),
  state: OneOf(
    ['parked', 'waiting', 'retry-asked', 'drop-asked', 'applied', 'dropped'],
    'waiting: behind an earlier one of its key; applied and dropped are over',
  ),
  cause: OneOf(['undecodable', 'unknown-schema', 'failed', 'waits']),
  error: Type.String({ description: 'of the last try' }),
  tries: Type.Integer(),
  position: Type.String({ description: 'where the record stands on the log' }),
  recordType: Type.String({ description: 'as its header says' }),
  key: Type.String({ description: 'of the record: later ones of the same key wait' }),
  parkedAt: Time('when it was laid aside'),
  failedAt: Time('of the last try'),
  askedBy: OrNull(Type.String({ description: 'the operator who asked last' })),
  reason: OrNull(Type.String({ description: 'why that was asked' })),
  askedAt: OrNull(Time('when that was asked')),
  settledAt: OrNull(Time('when it was applied or dropped')),
}
const example = {
  ...{ letterId: exampleId, consumer: 'films_v1', state: 'parked', cause: 'failed' },
  ...{ error: 'TypeError: offers is not iterable', tries: 5, position: 'catalogue/3@1207', recordType: 'OffersSet' },
  ...{ key: exampleId, parkedAt: '2026-11-21T20:15:00.000Z', failedAt: '2026-11-21T20:15:00.000Z' },
  ...{ askedBy: null, reason: null, askedAt: null, settledAt: null },
}

const causes = {
  ...{ UNDECODABLE: 'undecodable', UNKNOWN_SCHEMA: 'unknown-schema', FAILED: 'failed', WAITS: 'waits' },
} as const satisfies Record<DeadLetterSummary['cause'], string>

const toSummary = (row: DeadLetterSummary) => ({
  ...{ letterId: row.letterId, consumer: row.consumer, state: row.state, cause: causes[row.cause] },
  ...{ error: row.error, tries: row.tries, recordType: row.recordType, key: row.recordKey },
  position: `${row.sourceTopic}/${row.sourcePartition}@${row.sourceOffset}`,
  ...{ parkedAt: iso(row.parkedAt), failedAt: iso(row.failedAt), askedBy: row.askedBy, reason: row.askedReason },
  ...{ askedAt: isoOrNull(row.askedAt), settledAt: isoOrNull(row.settledAt) },
})

export const deadLetterReads = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/operator/dead-letters',
    {
      config,
      schema: {
        summary: 'Records that were laid aside, newest first',
        tags,
        querystring: Type.Object({
          ...pageQuery,
          all: Type.Optional(Type.Boolean({ default: false, description: 'those that are over, too' })),
          consumer: Type.Optional(Type.String({ maxLength: 200, description: 'of one consumer only' })),
        }),
        response: { 200: Page(Type.Object(summary), 'A page of them.', example) },
      },
    },
    async (request, reply) => {
      const limit = limitOf(request.query)
      const after = cursorOf(request.query, 'letterId')
      const { all = false, consumer } = request.query
      return reading(api, request, reply, ['dead_letters'], async () => {
        const wanted = { open: !all, limit: limit + 1, ...(consumer && { consumer }), ...(after && { after }) }
        const rows = await deadLetterList(api.store, wanted)
        return page(rows, limit, (row) => [row.parkedAt, row.letterId], toSummary)
      })
    },
  )

  app.get(
    '/v1/operator/dead-letters/:letterId',
    {
      config: { ...config, problems: ['not-found'] },
      schema: {
        summary: 'One of them, with its bytes',
        tags,
        params: Type.Object({ letterId: Id('of the letter') }),
        response: {
          200: Type.Object(
            {
              ...summary,
              appendedAt: Time('of the record, by the log'),
              headers: Type.Record(Type.String(), Type.String()),
              value: OrNull(
                Type.String({ description: 'base64; null when it is too large: it stands at its position' }),
              ),
            },
            {
              description: 'The letter.',
              examples: [
                {
                  ...example,
                  ...{ appendedAt: '2026-11-21T20:14:59.000Z', headers: { type: 'OffersSet' }, value: 'AAAAAAc=' },
                },
              ],
            },
          ),
        },
      },
    },
    async (request, reply) =>
      reading(api, request, reply, ['dead_letters'], async () => {
        const row = await deadLetterById(api.store, request.params.letterId)
        if (!row) throw problem('not-found', 'There is no such letter.')
        const { headers, value } = row
        return { ...toSummary(row), appendedAt: iso(row.appendedAt), headers: { ...headers }, value }
      }),
  )
}
