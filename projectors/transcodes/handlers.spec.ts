// Jobs of the media room as rows.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import type { MediaEvent } from '../../schemas/generated/types/media.ts'
import { transcodes } from './handlers.ts'

const [filmId, jobId, uploadId] = ['film', 'job', 'upload']
const requested: MediaEvent = {
  type: 'TranscodeRequested',
  at: 1,
  filmId,
  uploadId,
  jobId,
  objectKey: 'key',
  bytes: 1,
  sha256: '00',
}
const started = (at: number): MediaEvent => ({ type: 'TranscodeStarted', at, filmId, jobId, attempt: `a${at}` })
const row = { filmId, uploadId, requestedAt: 1, startedAt: null, finishedAt: null, failure: null }

test('a job waits until a worker has it, and keeps the time of its first start', async () => {
  await projectionSpec(transcodes).given(requested).then({ job: row })
  await projectionSpec(transcodes)
    .given(requested, started(2), started(5))
    .then({ job: { ...row, startedAt: 2 } })
})

test('a job ends with its reason', () =>
  projectionSpec(transcodes)
    .given(requested, started(2), {
      type: 'TranscodeFailed',
      at: 7,
      filmId,
      uploadId,
      jobId,
      reason: 'truncated',
      detail: 'It ends early.',
    })
    .then({ job: { ...row, startedAt: 2, finishedAt: 7, failure: 'truncated' } }))
