import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ffmpegArguments } from '../ffmpeg.ts'
import type { ProbedSource } from '../probe/probe.ts'
import { encodeCommand } from './encode.ts'
import { planLadder } from './plan.ts'

const source: ProbedSource = {
  demuxer: 'mov',
  durationMs: 10_000,
  video: 0,
  width: 640,
  height: 360,
  frameRate: { num: 25, den: 1 },
  interlaced: false,
  hdr: false,
  rgb: false,
  holdMs: 0,
  audio: { index: 1, language: 'en' },
}
const commandFor = (part: Partial<ProbedSource>) => {
  const film = { ...source, ...part }
  return encodeCommand('/in/film', film, planLadder(film, 2160), '/out', 2)
}
const filterOf = (part: Partial<ProbedSource>) => commandFor(part).filter ?? ''

test('one ffmpeg makes all rungs and the sound from one decode', () => {
  const { filter, outputs } = commandFor({})
  assert.equal(
    filter,
    '[0:0]fps=25/1:start_time=0,tpad=stop_mode=clone:stop_duration=0.080,format=yuv420p,split=2[s0][s1];' +
      '[s0]scale=426:240:flags=bicubic,setsar=1[v0];[s1]scale=640:360:flags=bicubic,setsar=1[v1];' +
      '[0:1]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo,apad[a]',
  )
  assert.deepEqual(
    outputs.map(({ file }) => file),
    ['/out/240p.encoded.mp4', '/out/360p.encoded.mp4', '/out/audio.encoded.mp4'],
  )
})

test('every picture output has closed GOPs of two seconds and exactly the film', () => {
  for (const { options } of commandFor({ audio: null }).outputs) {
    const line = options.join(' ')
    assert.match(line, /-frames:v 250 .*-g 50 -keyint_min 50 -sc_threshold 0 -flags \+cgop -map_metadata -1/)
    assert.match(line, /-maxrate (\d+) -bufsize \1/)
  }
})

test('the sound lasts as long as the pictures, not as the header says', () =>
  assert.match(commandFor({ durationMs: 10_011 }).outputs.at(-1)?.options.join(' ') ?? '', /-t 10\.000000 /))

test('only what the source needs', () => {
  assert.match(filterOf({ interlaced: true }), /^\[0:0\]bwdif/)
  assert.match(filterOf({ hdr: true }), /tonemap/)
  assert.match(filterOf({ rgb: true }), /out_color_matrix=bt709/)
  assert.match(filterOf({ holdMs: 2000 }), /stop_duration=2\.080/)
  assert.doesNotMatch(filterOf({}), /bwdif|tonemap|bt709/)
})

test('the source is a file, by the demuxer that was seen, and may name no other', () => {
  const line = ffmpegArguments(commandFor({}))
  const at = line.indexOf('-i')
  assert.deepEqual(line.slice(at - 4, at + 2), ['-protocol_whitelist', 'file,pipe', '-f', 'mov', '-i', 'file:/in/film'])
})
