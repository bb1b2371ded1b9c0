import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { posterMoment, readMoments } from './poster.ts'
import { planThumbnails, thumbnailTrack } from './thumbnails.ts'

const wide = { width: 426, height: 240 }

test('thumbnails: one a second, then one in ten seconds at most', () => {
  const plan = (seconds: number) => planThumbnails({ frames: seconds * 25, rate: 25 }, wide)
  assert.deepEqual([plan(5.28).interval, plan(5.28).count, plan(5.28).sheets], [1, 6, 1])
  assert.deepEqual([plan(60).interval, plan(60).count, plan(60).sheets], [1, 60, 3])
  assert.deepEqual([plan(600).interval, plan(600).count], [6, 100])
  assert.deepEqual([plan(7200).interval, plan(7200).count, plan(7200).sheets], [10, 720, 29])
})

test('they keep the shape of the film, upright too, and are never larger', () => {
  const size = (width: number, height: number) => {
    const plan = planThumbnails({ frames: 25, rate: 25 }, { width, height })
    return [plan.width, plan.height]
  }
  assert.deepEqual(size(426, 240), [160, 90])
  assert.deepEqual(size(240, 426), [90, 160])
  assert.deepEqual(size(96, 96), [96, 96])
})

test('the track says which part of which sheet belongs to which time', () => {
  const cues = thumbnailTrack(planThumbnails({ frames: 595, rate: 10 }, wide), 59_500).split('\n\n')
  assert.equal(cues[0], 'WEBVTT')
  assert.equal(cues[1], '00:00:00.000 --> 00:00:01.000\nthumbs-001.jpg#xywh=0,0,160,90')
  assert.equal(cues[8], '00:00:07.000 --> 00:00:08.000\nthumbs-001.jpg#xywh=320,90,160,90')
  assert.equal(cues[26], '00:00:25.000 --> 00:00:26.000\nthumbs-002.jpg#xywh=0,0,160,90')
  assert.equal(cues[60], '00:00:59.000 --> 00:00:59.500\nthumbs-003.jpg#xywh=640,90,160,90\n')
})

test('any film: the pictures that ffmpeg selects are those that were planned', () => {
  const rate = fc.constantFrom(1, 5, 10, 24_000 / 1001, 25, 30_000 / 1001, 17.3, 60)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), rate, (frames, perSecond) => {
      const plan = planThumbnails({ frames, rate: perSecond }, wide)
      const interval = (i: number) => Math.floor((i / perSecond + 0.002) / plan.interval)
      const selected = Array.from({ length: frames }, (_, i) => i).filter(
        (i) => i === 0 || interval(i) > interval(i - 1),
      )
      assert.equal(plan.count, selected.length)
      assert.ok(plan.sheets * 25 >= plan.count && (plan.sheets - 1) * 25 < plan.count)
    }),
    { numRuns: 50 },
  )
})

const moment = (seconds: number, low: number, high: number, mean: number) => ({ seconds, low, high, mean })

test('the poster is neither black nor white nor plain', () => {
  const film = [
    moment(0, 16, 16, 16),
    moment(1, 16, 20, 17),
    moment(2, 120, 124, 122),
    moment(3, 30, 200, 110),
    moment(4, 230, 235, 234),
  ]
  assert.equal(posterMoment(film, 6000), 3)
})

test('of two alike the one in the first half, not the titles', () => {
  assert.equal(posterMoment([moment(0, 30, 200, 110), moment(30, 30, 200, 110), moment(95, 30, 201, 110)], 100_000), 30)
})

test('a film that is black all over has its brightest moment as poster', () => {
  assert.equal(posterMoment([moment(0, 16, 16, 16), moment(1, 16, 40, 17)], 2000), 1)
  assert.equal(posterMoment([], 2000), 0)
})

test('what signalstats says is read', () =>
  assert.deepEqual(
    readMoments(
      'frame:0    pts:0       pts_time:0\nlavfi.signalstats.YMIN=2\nlavfi.signalstats.YLOW=44\n' +
        'lavfi.signalstats.YAVG=112.5\nlavfi.signalstats.YHIGH=181\nframe:1 pts:25 pts_time:1.04\n' +
        'lavfi.signalstats.YLOW=10\nlavfi.signalstats.YAVG=20\nlavfi.signalstats.YHIGH=30\n',
    ),
    [moment(0, 44, 181, 112.5), moment(1.04, 10, 30, 20)],
  ))
