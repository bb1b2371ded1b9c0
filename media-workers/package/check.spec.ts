// A right set passes; each fault planted in it is found, and no other.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, type SetFiles } from './check.ts'
import { writeMaster } from './master.ts'
import { readPlaylist } from './playlist.ts'

const playlist = (name: string, sizes: readonly number[], ...tags: string[]): string => {
  const ranges = sizes.map((bytes, i) => `${bytes}@${900 + sizes.slice(0, i).reduce((sum, n) => sum + n, 0)}`)
  return [
    '#EXTM3U',
    '#EXT-X-TARGETDURATION:6',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    ...tags,
    `#EXT-X-MAP:URI="${name}.mp4",BYTERANGE="800@0"`,
    ...ranges.flatMap((range) => ['#EXTINF:6.000,', `#EXT-X-BYTERANGE:${range}`, `${name}.mp4`]),
    '#EXT-X-ENDLIST',
  ].join('\n')
}
const texts = new Map([
  ['240p.m3u8', playlist('240p', [100_000, 120_000])],
  ['720p.m3u8', playlist('720p', [900_000, 800_000])],
  ['240p-iframes.m3u8', playlist('240p', [10_000, 12_000], '#EXT-X-I-FRAMES-ONLY')],
  ['720p-iframes.m3u8', playlist('720p', [90_000, 80_000], '#EXT-X-I-FRAMES-ONLY')],
  ['audio.m3u8', playlist('audio', [96_000, 96_000])],
])
const measured = (uri: string) => ({ uri, ...readPlaylist(texts.get(uri) ?? '') })
const video = (name: string, width: number, height: number) => ({
  playlist: measured(`${name}.m3u8`),
  iframes: measured(`${name}-iframes.m3u8`),
  codecs: 'avc1.64001f',
  frameRate: 25,
  width,
  height,
})
const dash = ['240p', '720p', 'audio'].map((name) => `<BaseURL>${name}.mp4</BaseURL>`).join('\n')
const right: SetFiles = {
  master: writeMaster({
    videos: [video('240p', 426, 240), video('720p', 1280, 720)],
    audio: { playlist: measured('audio.m3u8'), codecs: 'mp4a.40.2', language: 'en', channels: 2 },
  }),
  dash,
  playlists: texts,
  sizes: new Map([
    ['240p.mp4', 220_900],
    ['720p.mp4', 1_700_900],
    ['audio.mp4', 192_900],
  ]),
}
const film = { seconds: 12, frame: 0.04 }
const inMaster = (from: string | RegExp, to: string): SetFiles => ({ ...right, master: right.master.replace(from, to) })
const inPlaylist = (name: string, from: string | RegExp, to: string): SetFiles => ({
  ...right,
  playlists: new Map(texts).set(name, (texts.get(name) ?? '').replace(from, to)),
})
const finds = (set: SetFiles, fault: RegExp, of = film) => {
  const faults = faultsOf(set, of)
  assert.ok(faults.length > 0, `nothing found: ${fault}`)
  for (const one of faults) assert.match(one, fault)
}

test('a right set has no fault', () => assert.deepEqual(faultsOf(right, film), []))

test('what the master lacks', () => {
  finds(inMaster('#EXT-X-INDEPENDENT-SEGMENTS\n', ''), /INDEPENDENT/)
  finds(inMaster(/AVERAGE-BANDWIDTH=\d+,CODECS="avc1.64001f,/, 'CODECS="avc1.64001f,'), /AVERAGE-BANDWIDTH|weighs/)
  finds(inMaster(/,FRAME-RATE=25.000/, ''), /FRAME-RATE/)
  finds(inMaster('LANGUAGE="en",', ''), /LANGUAGE/)
  finds(inMaster(/#EXT-X-I-FRAME.*240p.*\n/, ''), /fewer I-frame/)
  finds(inMaster(/#EXT-X-STREAM-INF.*\n240p.m3u8\n/, ''), /fewer than two/)
  finds(inMaster('240p-iframes.m3u8', 'lost.m3u8'), /lost.m3u8 is named and not there/)
})

test('rates that are not those of the bytes', () => {
  finds(inMaster(/:BANDWIDTH=\d+/, ':BANDWIDTH=9999999'), /weighs something else/)
  finds(inMaster(/(I-FRAME-STREAM-INF:)BANDWIDTH=\d+/, '$1BANDWIDTH=1000'), /average above its peak/)
})

test('what a media playlist does wrong', () => {
  finds(inPlaylist('audio.m3u8', '#EXT-X-ENDLIST', ''), /VOD/)
  finds(inPlaylist('audio.m3u8', ':VOD', ':EVENT'), /VOD/)
  finds(inPlaylist('240p-iframes.m3u8', /#EXT-X-MAP.*\n/, ''), /EXT-X-MAP/)
  finds(inPlaylist('240p-iframes.m3u8', '10000@900', '10000@900000'), /does not have/)
  finds(inPlaylist('720p-iframes.m3u8', 'TARGETDURATION:6', 'TARGETDURATION:5'), /above its target/)
})

test('renditions of other lengths or borders', () => {
  finds(inPlaylist('audio.m3u8', '#EXTINF:6.000', '#EXTINF:5.000'), /lasts 11.000 s|weighs/)
  finds(inPlaylist('240p.m3u8', /#EXTINF:6.000/, '#EXTINF:5.980'), /same segments|weighs/)
  finds(right, /lasts 12.000 s, the film 14.000 s/, { ...film, seconds: 14 })
})

test('files that only one manifest names, or nobody has', () => {
  finds({ ...right, dash: dash.replace('720p.mp4', '1080p.mp4') }, /720p.mp4 is in one|1080p.mp4 is/)
  finds({ ...right, sizes: new Map([...right.sizes].filter(([name]) => name !== '240p.mp4')) }, /240p.mp4/)
})
