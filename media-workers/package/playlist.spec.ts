import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { averageRate, durationOf, peakRate, readPlaylist, type Segment } from './playlist.ts'

const text = `#EXTM3U
#EXT-X-VERSION:6
## made by hand
#EXT-X-TARGETDURATION:6
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="240p.mp4",BYTERANGE="876@0"
#EXTINF:6.000,
#EXT-X-BYTERANGE:6000@920
240p.mp4
#EXTINF:6.000,
#EXT-X-BYTERANGE:3000
240p.mp4
#EXTINF:0.500,
#EXT-X-BYTERANGE:1000@9920
240p.mp4
#EXT-X-ENDLIST
`
const segment = (seconds: number, bytes: number): Segment => ({ file: 'a.mp4', offset: 0, seconds, bytes })

test('a media playlist is read, a range without an offset goes on', () =>
  assert.deepEqual(readPlaylist(text), {
    version: 6,
    target: 6,
    type: 'VOD',
    iframesOnly: false,
    ended: true,
    map: { file: '240p.mp4', bytes: 876, offset: 0 },
    segments: [
      { file: '240p.mp4', seconds: 6, bytes: 6000, offset: 920 },
      { file: '240p.mp4', seconds: 6, bytes: 3000, offset: 6920 },
      { file: '240p.mp4', seconds: 0.5, bytes: 1000, offset: 9920 },
    ],
  }))

test('the average is all bits over all seconds', () => {
  const { segments } = readPlaylist(text)
  assert.equal(durationOf(segments), 12.5)
  assert.equal(averageRate(segments), 6400)
})

test('the peak is of a run of half to one and a half targets; a short last segment counts with its neighbour only', () => {
  assert.equal(peakRate([segment(6, 6000), segment(6, 3000)], 6), 8000)
  assert.equal(peakRate([segment(6, 6000), segment(0.5, 1000)], 6), Math.ceil((7000 * 8) / 6.5))
  assert.equal(peakRate([segment(2, 1000), segment(2, 3000), segment(2, 1000)], 6), Math.ceil((4000 * 8) / 4))
})

test('of a film shorter than half a target the average is the peak', () =>
  assert.equal(peakRate([segment(1, 1000)], 6), 8000))

test('the peak is never below the average, nor above that of the densest segment', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 1_000_000 })), { minLength: 1 }),
      (parts) => {
        const segments = parts.map(([tenths, bytes]) => segment(tenths / 10, bytes))
        const densest = Math.max(...segments.map(({ seconds, bytes }) => (bytes * 8) / seconds))
        const peak = peakRate(segments, 6)
        assert.ok(peak >= averageRate(segments))
        assert.ok(peak <= Math.ceil(densest * (1 + 1e-9)) + 1)
      },
    ),
  ))
