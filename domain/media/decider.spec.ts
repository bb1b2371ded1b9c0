import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { MediaCommand, MediaEvent } from '../../schemas/generated/types/media.ts'
import { specFor } from '../../test/given.ts'
import { isRefusal } from '../decision.ts'
import { decide, evolve, type FilmJobs, noJobs } from './decider.ts'

const given = specFor(decide, evolve, noJobs)
const filmId = 'film'
const upload = { filmId, uploadId: 'upload', jobId: 'job', objectKey: 'uploads/film/upload', bytes: 10, sha256: 'ab' }
const set = {
  filmId,
  jobId: 'job',
  durationMs: 60_000,
  width: 640,
  height: 360,
  hasAudio: true,
  prefix: 'films/film/job',
  hls: 'master.m3u8',
  dash: 'manifest.mpd',
  poster: 'poster.jpg',
  thumbnails: null,
  renditions: [],
  tools: [],
}
const why = { reason: 'truncated', detail: 'The file ends too early.' }

const request = (now: number) => ({ type: 'RequestTranscode', now, ...upload }) as const
const start = (now: number, attempt: string) =>
  ({ type: 'StartTranscode', now, filmId, jobId: 'job', attempt }) as const
const complete = (now: number, attempt: string) => ({ type: 'CompleteTranscode', now, attempt, ...set }) as const
const fail = (now: number, attempt: string) =>
  ({ type: 'FailTranscode', now, filmId, jobId: 'job', attempt, ...why }) as const

const requested: MediaEvent = { type: 'TranscodeRequested', at: 1, ...upload }
const started = (at: number, attempt: string): MediaEvent => ({
  type: 'TranscodeStarted',
  at,
  filmId,
  jobId: 'job',
  attempt,
})
const packaged = (at: number): MediaEvent => ({ type: 'MediaPackaged', at, uploadId: 'upload', ...set })
const failed = (at: number): MediaEvent => ({
  type: 'TranscodeFailed',
  at,
  filmId,
  uploadId: 'upload',
  jobId: 'job',
  ...why,
})

test('an upload asks for a job', () => given().when(request(1)).then(requested))
test('asked twice, it is one job', () => given(requested).when(request(2)).then())
test('a job belongs to one upload', () =>
  given(requested)
    .when({ ...request(2), uploadId: 'other' })
    .refused('job-exists'))

test('a worker takes the job', () => given(requested).when(start(2, 'a')).then(started(2, 'a')))
test('told twice, it is taken once', () => given(requested, started(2, 'a')).when(start(3, 'a')).then())
test('a second worker takes over what is not finished', () =>
  given(requested, started(2, 'a')).when(start(3, 'b')).then(started(3, 'b')))
test('what is packaged is not started again', () =>
  given(requested, started(2, 'a'), packaged(3)).when(start(4, 'b')).refused('job-finished'))
test('what failed is not started again', () =>
  given(requested, started(2, 'a'), failed(3)).when(start(4, 'b')).refused('job-finished'))
test('a job that nobody asked for is not started', () => given().when(start(1, 'a')).refused('unknown-job'))

test('the finished set names its upload', () =>
  given(requested, started(2, 'a')).when(complete(3, 'a')).then(packaged(3)))
test('completing twice is nothing', () => given(requested, started(2, 'a'), packaged(3)).when(complete(4, 'a')).then())
test('the worker that lost the job may still finish it: the set is the same', () =>
  given(requested, started(2, 'a'), started(3, 'b')).when(complete(4, 'a')).then(packaged(4)))
test('nothing is complete before it was started', () =>
  given(requested).when(complete(2, 'a')).refused('job-not-started'))
test('what failed does not become complete', () =>
  given(requested, started(2, 'a'), failed(3)).when(complete(4, 'a')).refused('job-finished'))

test('a job fails with its reason', () => given(requested, started(2, 'a')).when(fail(3, 'a')).then(failed(3)))
test('failing twice is nothing', () => given(requested, started(2, 'a'), failed(3)).when(fail(4, 'a')).then())
test('the worker that lost the job does not fail it', () =>
  given(requested, started(2, 'a'), started(3, 'b')).when(fail(4, 'a')).refused('attempt-superseded'))
test('what is packaged does not fail', () =>
  given(requested, started(2, 'a'), packaged(3)).when(fail(4, 'a')).refused('job-finished'))

test('in any order of commands a job is asked for once, ends at most once, and is not started after its end', () => {
  const command = fc.oneof(
    fc.constant<MediaCommand>(request(1)),
    fc.constantFrom('a', 'b').map((attempt): MediaCommand => start(1, attempt)),
    fc.constantFrom('a', 'b').map((attempt): MediaCommand => complete(1, attempt)),
    fc.constantFrom('a', 'b').map((attempt): MediaCommand => fail(1, attempt)),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const events: MediaEvent[] = []
      commands.reduce((film: FilmJobs, one) => {
        const decision = decide(one, film)
        if (isRefusal(decision)) return film
        events.push(...decision)
        return decision.reduce(evolve, film)
      }, noJobs)
      const types = events.map(({ type }) => type)
      const ends = types.filter((type) => type === 'MediaPackaged' || type === 'TranscodeFailed')
      assert.ok(types.filter((type) => type === 'TranscodeRequested').length <= 1)
      assert.ok(ends.length <= 1)
      if (ends.length) assert.equal(types.at(-1), ends[0])
    }),
  )
})
