import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Master, type Measured, variantsOf, writeMaster } from './master.ts'

const measured = (uri: string, ...bytes: number[]): Measured => ({
  uri,
  target: 6,
  segments: bytes.map((size) => ({ file: uri.replace('m3u8', 'mp4'), offset: 0, seconds: 6, bytes: size })),
})
const video = (name: string, width: number, height: number, ...bytes: number[]) => ({
  playlist: measured(`${name}.m3u8`, ...bytes),
  iframes: measured(`${name}-iframes.m3u8`, ...bytes.map((size) => size / 10)),
  codecs: 'avc1.64001f',
  width,
  height,
  frameRate: 24_000 / 1001,
})
const audio = { playlist: measured('audio.m3u8', 75_000, 75_000), codecs: 'mp4a.40.2', language: 'de', channels: 2 }
const master: Master = {
  videos: [
    video('240p', 426, 240, 150_000, 300_000),
    video('720p', 1280, 720, 1_200_000, 900_000),
    video('1080p', 1920, 1080, 3_000_000, 3_000_000),
  ],
  audio,
}

test('as a player reads it, the best below 2 Mb/s first', () =>
  assert.equal(
    writeMaster(master),
    `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",LANGUAGE="de",NAME="Deutsch",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1700000,AVERAGE-BANDWIDTH=1500000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=23.976,AUDIO="audio",CLOSED-CAPTIONS=NONE
720p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=500000,AVERAGE-BANDWIDTH=400000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=426x240,FRAME-RATE=23.976,AUDIO="audio",CLOSED-CAPTIONS=NONE
240p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=4100000,AVERAGE-BANDWIDTH=4100000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=23.976,AUDIO="audio",CLOSED-CAPTIONS=NONE
1080p.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=40000,AVERAGE-BANDWIDTH=30000,CODECS="avc1.64001f",RESOLUTION=426x240,URI="240p-iframes.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=160000,AVERAGE-BANDWIDTH=140000,CODECS="avc1.64001f",RESOLUTION=1280x720,URI="720p-iframes.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=400000,AVERAGE-BANDWIDTH=400000,CODECS="avc1.64001f",RESOLUTION=1920x1080,URI="1080p-iframes.m3u8"
`,
  ))

test('peak and average are of picture and sound together', () => {
  const [smallest] = variantsOf(master)
  assert.deepEqual([smallest?.bandwidth, smallest?.average], [400_000 + 100_000, 300_000 + 100_000])
})

test('a film without sound has no audio group', () => {
  const silent = writeMaster({ ...master, audio: null })
  assert.doesNotMatch(silent, /AUDIO|mp4a/)
  assert.match(silent, /BANDWIDTH=400000,AVERAGE-BANDWIDTH=300000,CODECS="avc1.64001f",RESOLUTION=426x240/)
})

test('when nothing is below 2 Mb/s, the smallest is first', () => {
  const large = { ...master, videos: [video('1440p', 2560, 1440, 9_000_000), video('1080p', 1920, 1080, 4_000_000)] }
  assert.match(writeMaster(large), /CLOSED-CAPTIONS=NONE\n1080p\.m3u8[\s\S]*\n1440p\.m3u8/)
})

test('a language of unknown name keeps its code, an unknown language is the original', () => {
  const named = (language: string) =>
    /NAME="([^"]+)"/.exec(writeMaster({ ...master, audio: { ...audio, language } }))?.[1]
  assert.equal(named('und'), 'Original')
  assert.equal(named('en'), 'English')
})
