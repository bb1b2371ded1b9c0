// The track of thumbnails and its pictures.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readThumbnails, thumbnailAt } from './thumbnails.ts'

const vtt = `WEBVTT

NOTE made by a worker

00:00:00.000 --> 00:00:05.000
thumbs-1.jpg#xywh=0,0,160,90

1
00:05.000 --> 01:00:10.500
thumbs-2.jpg#xywh=160,90,160,90

00:00:10.000 --> 00:00:15.000
no-part.jpg
`
const read = readThumbnails(vtt.replaceAll('\n', '\r\n'), 'http://host/images/film/job/thumbnails.vtt')

test('a cue names a part of a sheet beside the track', () =>
  assert.deepEqual(read[0], {
    fromMs: 0,
    toMs: 5_000,
    url: 'http://host/images/film/job/thumbs-1.jpg',
    x: 0,
    y: 0,
    w: 160,
    h: 90,
  }))

test('cue names, short times and hours are read; a cue without a part is left out', () => {
  assert.equal(read.length, 2)
  assert.deepEqual([read[1]?.fromMs, read[1]?.toMs], [5_000, 3_610_500])
})

test('a time finds its picture, one behind the end the last', () => {
  assert.equal(thumbnailAt(read, 4_999)?.x, 0)
  assert.equal(thumbnailAt(read, 5_000)?.x, 160)
  assert.equal(thumbnailAt(read, 9_999_999)?.x, 160)
  assert.equal(thumbnailAt([], 0), undefined)
})

test('what is no track gives no pictures', () => assert.deepEqual(readThumbnails('<html>', 'http://host/'), []))
