// Every bad input has its reason, and every good one its facts, with the real ffprobe.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaultLimits, type MediaLimits } from '../limits.ts'
import { MediaRefused } from '../refused.ts'
import { altered, bigBuckBunny, declaring, film, h264, picture, sound, specFolder } from '../spec-inputs.ts'
import { probe } from './probe.ts'

const folder = await specFolder()
const signal = new AbortController().signal
const facts = (file: string, limits: MediaLimits = defaultLimits) => probe(file, limits, signal)
const written = async (name: string, bytes: string | Buffer) => {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}
const reasonOf = async (file: string, limits: MediaLimits = defaultLimits): Promise<string> => {
  try {
    await facts(file, limits)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof MediaRefused)) throw error
    assert.ok(error.detail.length > 20, 'a sentence for the seller')
    return error.reason
  }
}

test('the clip of Big Buck Bunny', async () => {
  assert.deepEqual(await facts(bigBuckBunny), {
    demuxer: 'mov',
    durationMs: 5280,
    video: 0,
    width: 1280,
    height: 720,
    frameRate: { num: 25, den: 1 },
    interlaced: false,
    hdr: false,
    rgb: false,
    holdMs: 0,
    audio: { index: 1, language: 'und' },
  })
})

test('other containers, rates and shapes', async () => {
  const webm = await film(folder, 'a.webm', ...picture('64x48', '30000/1001', 1), '-c:v', 'libvpx')
  const { demuxer, frameRate, audio } = await facts(webm)
  assert.deepEqual(
    { demuxer, frameRate, audio },
    { demuxer: 'matroska', frameRate: { num: 30000, den: 1001 }, audio: null },
  )

  const ts = await film(folder, 'a.ts', ...picture('64x48', 50, 1), ...sound(1), ...h264, '-c:a', 'mp2')
  assert.deepEqual([(await facts(ts)).demuxer, (await facts(ts)).frameRate], ['mpegts', { num: 50, den: 1 }])

  const avi = await film(folder, 'a.avi', ...picture('64x48', 25, 1), '-c:v', 'mpeg4')
  assert.deepEqual([(await facts(avi)).demuxer, (await facts(avi)).durationMs], ['avi', 1000])

  const wide = await film(folder, 'wide.mp4', ...picture('72x58', 25, 1), ...h264, '-vf', 'setsar=2')
  assert.deepEqual([(await facts(wide)).width, (await facts(wide)).height], [144, 58])

  const german = await film(
    folder,
    'de.mkv',
    ...picture('64x48', 25, 1),
    ...sound(1),
    ...h264,
    '-metadata:s:a',
    'language=ger',
  )
  assert.deepEqual((await facts(german)).audio, { index: 1, language: 'de' })
})

test('a phone held upright: the rotation is applied', async () => {
  const flat = await film(folder, 'flat.mp4', ...picture('96x64', 25, 1), ...h264)
  const turned = await film(folder, 'turned.mp4', '-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90')
  assert.deepEqual([(await facts(turned)).width, (await facts(turned)).height], [64, 96])
})

test('a recording without a declared duration lasts as long as its packets', async () => {
  const source = await film(folder, 'known.webm', ...picture('64x48', 25, 2), '-c:v', 'libvpx')
  const live = await film(folder, 'live.webm', '-i', source, '-c', 'copy', '-live', '1')
  const { durationMs } = await facts(live)
  assert.ok(Math.abs(durationMs - 2000) <= 40, `${durationMs}`)
})

test('what is no video', async () => {
  assert.equal(await reasonOf(await written('empty.mp4', '')), 'empty')
  assert.equal(await reasonOf(await written('text.mp4', 'This is not a film.')), 'not-a-video')
  assert.equal(
    await reasonOf(await written('noise.mp4', Buffer.concat([Buffer.from('abcd'), randomBytes(5000)]))),
    'not-a-video',
  )
  const image = await film(folder, 'one.png', ...picture('64x48', 1, 1), '-frames:v', '1')
  assert.equal(await reasonOf(image), 'not-a-video')
})

test('what points at other files is not even opened', async () => {
  const lines = ['#EXTM3U', '#EXT-X-TARGETDURATION:10', '#EXTINF:10,', `file://${bigBuckBunny}`, '#EXT-X-ENDLIST', '']
  assert.equal(await reasonOf(await written('playlist.mp4', lines.join('\n'))), 'unsafe-container')
  const concat = `ffconcat version 1.0\nfile '${bigBuckBunny}'\n`
  assert.equal(await reasonOf(await written('concat.mp4', concat)), 'unsafe-container')
  const hidden = Buffer.concat([Buffer.from('\0\0\0\x10ftypisom\0\0\0\0', 'latin1'), Buffer.from(lines.join('\n'))])
  assert.notEqual(await reasonOf(await written('hidden.mp4', hidden)), 'accepted')
})

test('broken off', async () => {
  const bytes = (part: number) => (all: Buffer) => all.subarray(0, Math.floor(all.length * part))
  assert.equal(await reasonOf(await altered(folder, 'half.mp4', bigBuckBunny, bytes(0.5))), 'truncated')
  assert.equal(await reasonOf(await altered(folder, 'nearly.mp4', bigBuckBunny, bytes(0.99))), 'truncated')
  assert.equal(
    await reasonOf(await altered(folder, 'head.mp4', bigBuckBunny, (all) => all.subarray(0, 600))),
    'truncated',
  )
  const fast = await film(folder, 'fast.mp4', '-i', bigBuckBunny, '-c', 'copy', '-movflags', '+faststart')
  assert.equal(await reasonOf(await altered(folder, 'fasthalf.mp4', fast, bytes(0.5))), 'truncated')
  const almost = await altered(folder, 'fastnearly.mp4', fast, (all) => all.subarray(0, -100))
  assert.equal(await reasonOf(almost), 'truncated')
  const mkv = await film(folder, 'whole.mkv', '-i', bigBuckBunny, '-c', 'copy')
  assert.equal(await reasonOf(await altered(folder, 'half.mkv', mkv, bytes(0.5))), 'truncated')
})

test('a container full of noise', async () => {
  const noise = await altered(folder, 'noise.mkv', bigBuckBunny, () =>
    Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x9f]), randomBytes(4000)]),
  )
  assert.equal(await reasonOf(noise), 'damaged')
})

test('ten hours in a kilobyte', async () => {
  const tiny = await film(folder, 'tiny.mp4', '-f', 'lavfi', '-i', 'color=size=32x32:rate=1:duration=1', ...h264)
  const lying = await altered(folder, 'lying.mp4', tiny, declaring(36_000))
  assert.equal(await reasonOf(lying), 'absurd-duration')
  const apart = await film(
    folder,
    'apart.mkv',
    ...['-f', 'lavfi', '-i', 'color=size=32x32:rate=1:duration=2', ...h264, '-vf', 'setpts=N*36000/TB'],
    ...['-vsync', 'passthrough'],
  )
  assert.equal(await reasonOf(apart), 'absurd-duration')
})

test('no picture', async () => {
  assert.equal(await reasonOf(await film(folder, 'sound.m4a', ...sound(1))), 'no-video-stream')
  const cover = await film(folder, 'cover.png', ...picture('64x64', 1, 1), '-frames:v', '1')
  const song = await film(
    folder,
    'song.m4a',
    ...[...sound(1), '-i', cover, '-map', '0', '-map', '1', '-c:v', 'copy', '-disposition:v:0', 'attached_pic'],
  )
  assert.equal(await reasonOf(song), 'no-video-stream')
})

test('what we do not decode', async () => {
  const old = await film(folder, 'old.avi', ...picture('64x48', 5, 1), '-c:v', 'zmbv')
  assert.equal(await reasonOf(old), 'unsupported-codec')
})

test('too long, too short, too small', async () => {
  assert.equal(await reasonOf(bigBuckBunny, { ...defaultLimits, maxDurationMs: 5000 }), 'too-long')
  const blink = await film(folder, 'blink.mp4', ...picture('64x48', 25, 0.1), ...h264)
  assert.equal(await reasonOf(blink), 'too-short')
  const stamp = await film(folder, 'stamp.mp4', ...picture('16x16', 25, 1), ...h264)
  assert.equal(await reasonOf(stamp), 'picture-size')
})
