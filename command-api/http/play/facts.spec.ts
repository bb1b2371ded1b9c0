// What players tell becomes the record of the same meaning, and what they may not tell is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { memoryCodec } from '../../../runtime/index.ts'
import { factOf, PlayEvent } from './facts.ts'
import { perSecond } from './rate.ts'

const clientAt = '2026-11-21T19:15:00.000Z'
const session = {
  playbackId: '00000000-0000-4000-8000-000000000001',
  viewerId: '00000000-0000-4000-8000-000000000002',
  filmId: '00000000-0000-4000-8000-000000000003',
}
const told: PlayEvent[] = [
  {
    sequence: 1,
    type: 'start',
    clientAt,
    positionMs: 0,
    startupMs: 400,
    protocol: 'hls',
    player: 'web/1',
    height: 720,
  },
  {
    sequence: 2,
    type: 'heartbeat',
    clientAt,
    positionMs: 9,
    playedMs: 9,
    stalledMs: 0,
    bufferMs: 8,
    height: 720,
    bitrate: 9,
    droppedFrames: 0,
  },
  { sequence: 3, type: 'pause', clientAt, positionMs: 9, playedMs: 3 },
  { sequence: 4, type: 'seek', clientAt, fromMs: 9, toMs: 90 },
  { sequence: 5, type: 'quality', clientAt, positionMs: 9, fromHeight: 720, toHeight: 240, bitrate: 9 },
  { sequence: 6, type: 'stall', clientAt, positionMs: 9, stalledMs: 700 },
  { sequence: 7, type: 'fail', clientAt, positionMs: 9, startup: false, code: 'bufferAppendError' },
  { sequence: 8, type: 'end', clientAt, positionMs: 9, playedMs: 1, completed: true },
]

test('every kind of play event becomes a record that its schema takes', async () => {
  const codec = memoryCodec()
  await codec.prepare()
  for (const event of told) {
    assert.ok(Value.Check(PlayEvent, event), JSON.stringify(event))
    const { at, ...fact } = factOf(event, session, 5)
    assert.equal(at, 5)
    const { type, ...fields } = codec.decode(codec.encode(fact.type, fact))
    assert.equal(type, fact.type)
    assert.deepEqual({ ...fields }, (({ type: _, ...rest }) => rest)(fact))
  }
})

const wrong: [string, object][] = [
  ['a sequence of 0', { sequence: 0 }],
  ['a kind that nobody knows', { type: 'applause' }],
  ['a field too many', { city: 'Hildesheim' }],
  ['a negative time', { positionMs: -1 }],
  ['a time with a fraction', { positionMs: 0.5 }],
  ['a clock that is none', { clientAt: 'yesterday' }],
]
for (const [name, change] of wrong)
  test(`${name} is refused`, () => assert.ok(!Value.Check(PlayEvent, { ...told[2], ...change })))

test('a player may catch up what it kept, and not tell without end', () => {
  const take = perSecond(10)
  assert.ok(take('a', 300, 0))
  assert.ok(!take('a', 1, 0))
  assert.ok(take('b', 200, 0))
  assert.ok(take('a', 10, 1_000))
  assert.ok(!take('a', 1, 1_000))
  assert.ok(perSecond(0)('a', 1e9, 0))
})
