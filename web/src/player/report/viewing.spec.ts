// What a showing tells, driven by a clock that the test moves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Fact, type Moment, viewing } from './viewing.ts'

const at = (now: number, positionMs: number, more: Partial<Moment> = {}): Moment => ({
  now,
  positionMs,
  bufferMs: 9_000,
  height: 720,
  bitrate: 3_000_000,
  droppedFrames: 0,
  ...more,
})

const watching = (wishAt = 0) => {
  const told: Fact[] = []
  const view = viewing((fact) => told.push(fact), { protocol: 'hls', player: 'hls.js 1', wishAt })
  /** Plays on, looked at four times a second as a video element does. */
  const play = (from: number, ms: number, position: number) => {
    for (let passed = 0; passed <= ms; passed += 250) view.advance(at(from + passed, position + passed))
  }
  const last = () => told.at(-1)
  return { told, view, play, last }
}

test('the start tells how long it took from the wish', () => {
  const { view, last } = watching(1_000)
  view.advance(at(1_640, 40))
  assert.deepEqual(last(), {
    type: 'start',
    positionMs: 40,
    startupMs: 640,
    protocol: 'hls',
    player: 'hls.js 1',
    height: 720,
  })
})

test('where the browser wants a press first, the wish is that press', () => {
  const { view, told } = watching(0)
  view.wish(60_000)
  view.advance(at(60_300, 40))
  assert.ok(told[0]?.type === 'start' && told[0].startupMs === 300)
})

test('a heartbeat tells what was watched since the last word of it', () => {
  const { view, play, last } = watching()
  play(0, 10_000, 0)
  view.beat(at(10_000, 10_000, { droppedFrames: 3 }))
  assert.deepEqual(last(), {
    type: 'heartbeat',
    positionMs: 10_000,
    playedMs: 10_000,
    stalledMs: 0,
    bufferMs: 9_000,
    height: 720,
    bitrate: 3_000_000,
    droppedFrames: 3,
  })
  play(10_000, 4_000, 10_000)
  view.pause(at(14_000, 14_000))
  assert.deepEqual(last(), { type: 'pause', positionMs: 14_000, playedMs: 4_000 })
})

test('a stall is told when it ends, and its time is no watched time', () => {
  const { view, play, told, last } = watching()
  play(0, 2_000, 0)
  view.wait(at(2_000, 2_000))
  view.advance(at(3_500, 2_010))
  assert.deepEqual(last(), { type: 'stall', positionMs: 2_010, stalledMs: 1_500 })
  view.end(at(3_500, 2_010), false)
  assert.deepEqual(last(), { type: 'end', positionMs: 2_010, playedMs: 2_000, completed: false })
  assert.equal(told.length, 3)
})

test('a heartbeat within a stall tells the part so far, the stall the whole', () => {
  const { view, play, told } = watching()
  play(0, 1_000, 0)
  view.wait(at(1_000, 1_000))
  view.beat(at(4_000, 1_000))
  view.advance(at(5_000, 1_000))
  view.beat(at(5_000, 1_000))
  const stalled = told.flatMap((fact) => (fact.type === 'heartbeat' || fact.type === 'stall' ? [fact.stalledMs] : []))
  assert.deepEqual(stalled, [3_000, 4_000, 1_000])
})

test('waiting before the start, after a seek or after a pause is no stall', () => {
  const { view, play, told } = watching()
  view.wait(at(100, 0))
  play(500, 1_000, 0)
  view.seek(at(1_600, 60_000))
  view.wait(at(1_700, 60_000))
  view.rest(at(2_000, 60_000))
  view.advance(at(3_000, 60_010))
  view.pause(at(3_000, 60_010))
  view.play(at(9_000, 60_010))
  view.wait(at(9_100, 60_010))
  view.advance(at(9_900, 60_020))
  assert.deepEqual(
    told.map(({ type }) => type),
    ['start', 'seek', 'pause'],
  )
})

test('several moves until the playhead rests are one seek, and are not watched', () => {
  const { view, play, told, last } = watching()
  play(0, 1_000, 0)
  view.seek(at(1_100, 20_000))
  view.seek(at(1_300, 40_000))
  view.rest(at(1_600, 40_000))
  assert.deepEqual(last(), { type: 'seek', fromMs: 1_000, toMs: 40_000 })
  play(1_700, 500, 40_000)
  view.end(at(2_200, 40_500), false)
  const end = told.at(-1)
  assert.ok(end?.type === 'end' && end.playedMs === 1_500, JSON.stringify(end))
})

test('finding its place before the start is no seek', () => {
  const { view, play, told } = watching()
  view.seek(at(50, 30_000))
  play(400, 250, 30_000)
  view.rest(at(700, 30_250))
  assert.deepEqual(
    told.map(({ type }) => type),
    ['start'],
  )
})

test('another rendition on the screen is told with both heights', () => {
  const { view, play, last } = watching()
  play(0, 250, 0)
  view.picture(at(300, 300, { height: 240, bitrate: 400_000 }))
  assert.deepEqual(last(), { type: 'quality', positionMs: 300, fromHeight: 720, toHeight: 240, bitrate: 400_000 })
})

test('a failure before the first frame is one of the start, and nothing comes after it', () => {
  const { view, told } = watching()
  view.fail(at(900, 0), 'hls.networkError.manifestLoadError')
  view.end(at(1_000, 0), false)
  view.beat(at(11_000, 0))
  assert.deepEqual(told, [{ type: 'fail', positionMs: 0, startup: true, code: 'hls.networkError.manifestLoadError' }])
})

test('who leaves before the first frame has left and not failed', () => {
  const { view, told } = watching()
  view.end(at(900, 0), false)
  assert.deepEqual(told, [{ type: 'end', positionMs: 0, playedMs: 0, completed: false }])
})

test('a laptop that slept was not watching', () => {
  const { view, play, last } = watching()
  play(0, 1_000, 0)
  view.beat(at(8 * 3_600_000, 1_000))
  const beat = last()
  assert.ok(beat?.type === 'heartbeat' && beat.playedMs === 1_000)
})

type Step = Readonly<{
  do: 'advance' | 'wait' | 'pause' | 'play' | 'seek' | 'rest' | 'beat'
  after: number
  moved: number
}>

test('whatever happens, no more is watched than the clock ran, and nothing is negative', () => {
  const step = fc.record<Step>({
    do: fc.constantFrom('advance', 'wait', 'pause', 'play', 'seek', 'rest', 'beat'),
    after: fc.integer({ min: 0, max: 5_000 }),
    moved: fc.integer({ min: -60_000, max: 60_000 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { view, told } = watching()
      let [now, position] = [0, 0]
      for (const { do: name, after, moved } of steps) {
        now += after
        position = Math.max(0, name === 'seek' ? position + moved : position + Math.min(after, Math.abs(moved)))
        view[name](at(now, position))
      }
      view.end(at(now, position), false)
      const played = told.reduce((sum, fact) => sum + ('playedMs' in fact ? fact.playedMs : 0), 0)
      assert.ok(played <= now + 250 * steps.length)
      for (const fact of told)
        for (const [name, value] of Object.entries(fact))
          if (typeof value === 'number')
            assert.ok(value >= 0 && Number.isInteger(value), `${fact.type}.${name} ${value}`)
    }),
  )
})
