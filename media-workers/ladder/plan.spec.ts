import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { planLadder } from './plan.ts'

const fps = (num: number, den = 1) => ({ num, den })
const sizes = (width: number, height: number, maxRung = 2160) =>
  planLadder({ width, height, frameRate: fps(25) }, maxRung).rungs.map((r) => `${r.name} ${r.width}x${r.height}`)

test('from 240p to the height of the source', () => {
  assert.deepEqual(sizes(1280, 720), ['240p 426x240', '360p 640x360', '480p 854x480', '720p 1280x720'])
  assert.deepEqual(sizes(1920, 1080).at(-1), '1080p 1920x1080')
  assert.deepEqual(sizes(3840, 2160).length, 7)
})

test('odd sides become even ones, not above the source', () =>
  assert.deepEqual(sizes(853, 479), ['240p 428x240', '360p 642x360', '478p 852x478']))

test('an upright film is measured by its shorter side', () =>
  assert.deepEqual(sizes(720, 1280), ['240p 240x426', '360p 360x640', '480p 480x854', '720p 720x1280']))

test('there are two rungs even when the source is as small as the smallest', () => {
  assert.deepEqual(sizes(426, 240), ['160p 284x160', '240p 426x240'])
  assert.deepEqual(sizes(176, 144), ['96p 118x96', '144p 176x144'])
  assert.deepEqual(sizes(32, 32), ['20p 20x20', '32p 32x32'])
})

test('no rung stands close below the top', () =>
  assert.deepEqual(sizes(1920, 800), ['240p 576x240', '360p 864x360', '480p 1152x480', '800p 1920x800']))

test('nothing above the limit', () => {
  assert.deepEqual(sizes(3840, 2160, 1080).at(-1), '1080p 1920x1080')
  assert.deepEqual(sizes(7680, 4320).at(-1), '2160p 3840x2160')
})

test('a GOP lasts two seconds, a segment three of them', () => {
  const plan = (num: number, den = 1) => planLadder({ width: 640, height: 360, frameRate: fps(num, den) }, 2160)
  assert.deepEqual([plan(25).gop, plan(25).fragment, plan(25).segment], [50, 2, 6])
  assert.equal(plan(24_000, 1001).gop, 48)
  assert.equal(plan(24_000, 1001).fragment, 2.002)
  assert.deepEqual([plan(1).gop, plan(1).segment], [2, 6])
  assert.equal(plan(60).gop, 120)
})

test('larger and faster pictures may take more bits', () => {
  const rates = planLadder({ width: 1920, height: 1080, frameRate: fps(30) }, 2160).rungs.map((r) => r.maxRate)
  assert.deepEqual(rates, [300_000, 730_000, 1_200_000, 2_800_000, 5_000_000])
  const fast = planLadder({ width: 1920, height: 1080, frameRate: fps(60) }, 2160).rungs.map((r) => r.maxRate)
  assert.deepEqual(fast, [450_000, 1_095_000, 1_800_000, 4_200_000, 7_500_000])
})

test('whatever the source: at least two rungs, even, ascending, its shape, never above it', () => {
  const side = fc.integer({ min: 32, max: 8192 })
  const rate = fc.tuple(fc.integer({ min: 1000, max: 60_000 }), fc.constantFrom(1000, 1001))
  fc.assert(
    fc.property(side, side, rate, (width, height, [num, den]) => {
      const { rungs, gop, fragment } = planLadder({ width, height, frameRate: fps(num, den) }, 2160)
      assert.ok(rungs.length >= 2)
      assert.equal(new Set(rungs.map((r) => r.name)).size, rungs.length)
      for (const rung of rungs) {
        assert.ok(rung.width % 2 === 0 && rung.height % 2 === 0)
        assert.ok(rung.width <= width && rung.height <= height, `${rung.width}x${rung.height} of ${width}x${height}`)
        const [a, b] = width < height ? [rung.width, rung.height] : [rung.height, rung.width]
        const exact = a * (Math.max(width, height) / Math.min(width, height))
        assert.ok(Math.abs(b - exact) <= 1.01 || b === Math.floor(Math.max(width, height) / 2) * 2)
        assert.ok(rung.maxRate >= 64_000)
      }
      for (const [i, rung] of rungs.entries()) assert.ok(i === 0 || rung.maxRate >= (rungs[i - 1]?.maxRate ?? 0))
      assert.ok(gop >= 1 && fragment >= 1 && fragment < 3)
    }),
  )
})
