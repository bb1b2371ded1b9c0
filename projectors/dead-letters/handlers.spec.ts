// What the operator is shown of records laid aside.
import { test } from 'node:test'
import { projectionSpec, type RecordTypes } from '../../runtime/index.ts'
import { type DeadLetterRow, deadLetters } from './handlers.ts'

const place = 'films_v1 catalogue/0'
const told = (
  letterId: string,
  at: number,
  more: Partial<RecordTypes['RecordParked']> = {},
): RecordTypes['RecordParked'] => ({
  type: 'RecordParked',
  ...{ at, place, letterId, consumer: 'films_v1', sourceTopic: 'catalogue', sourcePartition: 0, sourceOffset: 7 },
  ...{ recordKey: 'film', value: 'AAE=', headers: { type: 'FilmDrafted' }, appendedAt: 1 },
  ...{ cause: 'FAILED', error: 'Error: no', tries: 5, askId: null, ...more },
})
const row: DeadLetterRow = {
  ...{ place, consumer: 'films_v1', sourceTopic: 'catalogue', sourcePartition: 0, sourceOffset: 7, recordKey: 'film' },
  ...{ recordType: 'FilmDrafted', value: 'AAE=', headers: { type: 'FilmDrafted' }, appendedAt: 1, state: 'parked' },
  ...{ cause: 'FAILED', error: 'Error: no', tries: 5, parkedAt: 2, failedAt: 2 },
  ...{ askedBy: null, askedReason: null, askedAt: null, settledAt: null },
}
const who = { operatorId: 'operator', reason: 'mended' }

test('a retry that failed keeps who asked; what waits and what is dropped says so', () =>
  projectionSpec(deadLetters)
    .given(
      told('one', 2),
      told('two', 3, { cause: 'WAITS', error: '', tries: 0 }),
      { type: 'RetryAsked', at: 4, place, letterId: 'one', askId: 'a', ...who },
      told('one', 5, { tries: 6, askId: 'a' }),
      told('three', 2),
      { type: 'DropAsked', at: 6, place, letterId: 'three', askId: 'b', ...who },
      { type: 'RecordSettled', at: 7, place, letterId: 'three', outcome: 'DROPPED', askId: 'b' },
      { type: 'RetryAsked', at: 8, place, letterId: 'three', askId: 'c', ...who },
      { type: 'RetryAsked', at: 8, place, letterId: 'never told', askId: 'd', ...who },
    )
    .then({
      one: { ...row, tries: 6, failedAt: 5, askedBy: 'operator', askedReason: 'mended', askedAt: 4 },
      two: { ...row, state: 'waiting', cause: 'WAITS', error: '', tries: 0, parkedAt: 3, failedAt: 3 },
      three: { ...row, state: 'dropped', askedBy: 'operator', askedReason: 'mended', askedAt: 6, settledAt: 7 },
    }))
