import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressReader } from './progress.ts'

const read = (durationMs: number, ...lines: string[]) =>
  lines.map(progressReader(durationMs)).filter((percent) => percent !== undefined)

test('percent is encoded time over duration, once per report', () =>
  assert.deepEqual(
    read(
      10_000,
      ...['frame=1', 'out_time_us=1000000', 'out_time_ms=1000000', 'out_time=00:00:01.0', 'progress=continue'],
      ...['out_time_us=2550000', 'progress=continue'],
    ),
    [10, 25],
  ))

test('it never goes back, and says nothing twice', () =>
  assert.deepEqual(
    read(
      10_000,
      ...['out_time_us=5000000', 'progress=continue', 'progress=continue'],
      ...['out_time_us=4000000', 'progress=continue', 'out_time_us=6000000', 'progress=continue'],
    ),
    [50, 60],
  ))

test('100 is said at the end only', () =>
  assert.deepEqual(read(1000, 'out_time_us=1200000', 'progress=continue', 'progress=end'), [99, 100]))

test('what ffmpeg says before the first frame is nothing yet', () =>
  assert.deepEqual(
    read(1000, 'out_time_us=N/A', 'progress=continue', 'out_time_us=-21333', 'bitrate=N/A', 'progress=continue'),
    [0],
  ))
