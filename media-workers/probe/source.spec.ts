import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits } from '../limits.ts'
import { MediaRefused } from '../refused.ts'
import { frameRateOf } from './frame-rate.ts'
import { packetReader } from './probe.ts'
import { languageOf, type Probed, type ProbedStream, type Scan, sourceOf } from './source.ts'

const rate = (average: string, base: string, counted: number) => {
  const { num, den } = frameRateOf(average, base, counted)
  return `${num}/${den}`
}

test('frame rates become constant and usual ones', () => {
  assert.equal(rate('25/1', '25/1', 25), '25/1')
  assert.equal(rate('24000/1001', '24000/1001', 23.98), '24000/1001')
  assert.equal(rate('2997/100', '30000/1001', 29.97), '30000/1001')
  assert.equal(rate('14936/500', '30/1', 29.87), '30/1')
  assert.equal(rate('23193/1000', '30/1', 23.2), '30/1')
  assert.equal(rate('25/1', '50/1', 25), '25/1')
  assert.equal(rate('120/1', '120/1', 120), '60/1')
  assert.equal(rate('240000/1001', '240000/1001', 239.76), '60000/1001')
  assert.equal(rate('0/0', '90000/1', 25), '25/1')
  assert.equal(rate('1/10', '1/10', 0.1), '1/1')
  assert.equal(rate('25/1', '25/1', 5), '5/1')
  assert.equal(rate('0/0', '0/0', Number.NaN), '1/1')
  assert.equal(rate('18/1', '18/1', 18), '18000/1000')
})

test('languages are told as players want them', () => {
  const tags = ['ger', 'eng', 'pt-br', 'und', undefined, '', 'no language', 'xx', 'qqq']
  assert.deepEqual(tags.map(languageOf), ['de', 'en', 'pt-BR', 'und', 'und', 'und', 'und', 'und', 'und'])
})

test('packets are read line by line, in any order, with what is missing', () => {
  const reader = packetReader()
  for (const line of ['0,0.000000,-0.080000,0.040000', '0,0.120000,0.000000,0.040000', '0,0.040000,0.040000,0.040000'])
    reader.line(line)
  for (const line of ['1,0.500000,0.500000,N/A', '1,1.000000,1.000000,N/A', '2,N/A,3.000000,1.000000', '', 'noise'])
    reader.line(line)
  assert.deepEqual(
    [...reader.scan].map(([stream, { packets, start, end }]) => [stream, packets, start, end]),
    [
      [0, 3, 0, 0.16],
      [1, 2, 0.5, 1.5],
      [2, 1, 3, 4],
    ],
  )
})

const video: ProbedStream = {
  index: 0,
  codec_type: 'video',
  codec_name: 'h264',
  width: 640,
  height: 360,
  avg_frame_rate: '25/1',
  r_frame_rate: '25/1',
  duration: '100',
}
const audio: ProbedStream = { index: 1, codec_type: 'audio', codec_name: 'aac', duration: '100' }
const probed = (...streams: ProbedStream[]): Probed => ({ format: { duration: '100', start_time: '0' }, streams })
const scan = (end: number, soundEnd = end): Scan =>
  new Map([
    [0, { packets: Math.round(end * 25), start: 0, end }],
    [1, { packets: 100, start: 0, end: soundEnd }],
  ])
const reasonOf = (of: Probed, seen: Scan, bytes = 10_000_000) => {
  try {
    sourceOf(of, seen, bytes, defaultLimits)
    return 'accepted'
  } catch (error) {
    return error instanceof MediaRefused ? error.reason : String(error)
  }
}

test('packets that end before the header says are truncated; a frame or two are not', () => {
  assert.equal(reasonOf(probed(video, audio), scan(100)), 'accepted')
  assert.equal(reasonOf(probed(video, audio), scan(99.9)), 'accepted')
  assert.equal(reasonOf(probed(video, audio), scan(90)), 'truncated')
  assert.equal(reasonOf(probed(video, audio), scan(100, 60)), 'truncated')
  assert.equal(reasonOf(probed(video, audio), new Map()), 'truncated')
})

test('next to no bytes for a long time are absurd, whoever says so', () => {
  assert.equal(reasonOf(probed(video), scan(100), 1000), 'absurd-duration')
  assert.equal(reasonOf({ streams: [{ ...video, duration: '0' }] }, scan(36_000), 1000), 'absurd-duration')
})

test('the stream that the file calls its default is taken, a cover is not', () => {
  const cover: ProbedStream = { ...video, index: 2, disposition: { attached_pic: 1 } }
  assert.equal(reasonOf(probed(cover, audio), scan(100)), 'no-video-stream')
  const other: ProbedStream = { ...audio, index: 2, disposition: { default: 1 }, tags: { language: 'fra' } }
  const seen = new Map([...scan(100), [2, { packets: 10, start: 0, end: 100 }]])
  assert.deepEqual(sourceOf(probed(video, audio, other), seen, 1e7, defaultLimits).audio, { index: 2, language: 'fr' })
})

test('pictures as they are shown', () => {
  const size = (part: Partial<ProbedStream>) => {
    const { width, height } = sourceOf(probed({ ...video, ...part }), scan(100), 1e7, defaultLimits)
    return `${width}x${height}`
  }
  assert.equal(size({}), '640x360')
  assert.equal(size({ width: 720, height: 576, sample_aspect_ratio: '64:45' }), '1024x576')
  assert.equal(size({ sample_aspect_ratio: '0:1' }), '640x360')
  assert.equal(size({ sample_aspect_ratio: '1000:1' }), '640x360')
  assert.equal(size({ side_data_list: [{ rotation: -90 }] }), '360x640')
  assert.equal(size({ side_data_list: [{ rotation: 180 }] }), '640x360')
})
