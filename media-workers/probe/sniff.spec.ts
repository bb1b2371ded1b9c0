import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Sniffed, sniff } from './sniff.ts'

const kindOf = (head: string | number[]): string => {
  const sniffed: Sniffed = sniff(typeof head === 'string' ? Buffer.from(head, 'latin1') : Uint8Array.from(head))
  return sniffed.kind === 'container' ? sniffed.demuxer : sniffed.kind
}
const packets = (size: number, first: number, count: number): number[] =>
  Array.from({ length: size * count }, (_, i) => (i % size === first ? 0x47 : 0))

test('containers by their first bytes', () => {
  assert.equal(kindOf('\0\0\0\x20ftypisom'), 'mov')
  assert.equal(kindOf('\0\0\0\x14ftypqt  '), 'mov')
  assert.equal(kindOf('\0\0\0\x08wide\0\0\0\0mdat'), 'mov')
  assert.equal(kindOf([0x1a, 0x45, 0xdf, 0xa3, 0x01]), 'matroska')
  assert.equal(kindOf('RIFF\0\0\0\0AVI LIST'), 'avi')
  assert.equal(kindOf(packets(188, 0, 4)), 'mpegts')
  assert.equal(kindOf(packets(192, 4, 4)), 'mpegts')
  assert.equal(kindOf([0, 0, 1, 0xba, 0x44]), 'mpeg')
  assert.equal(kindOf('FLV\x01'), 'flv')
  assert.equal(kindOf('OggS\0'), 'ogg')
  assert.equal(kindOf([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11]), 'asf')
  assert.equal(kindOf([0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01]), 'mxf')
})

test('what points at other files is unsafe, whatever stands before it', () => {
  for (const script of [
    '#EXTM3U\nhttp://example.org/a.ts',
    '\xef\xbb\xbf#EXTM3U\n',
    '  \n#EXTINF:1\nfile:///etc/passwd',
    "ffconcat version 1.0\nfile '/etc/passwd'",
    "file '/etc/passwd'\n",
    "# a comment\nfile '/etc/passwd'\n",
    '[playlist]\nFile1=a.mp4',
    'v=0\r\no=- 0 0 IN IP4 127.0.0.1',
    '<?xml version="1.0"?><MPD/>',
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">',
    '<asx version="3">',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'rtsp://example.org/film',
    'concat:/etc/passwd|/etc/hosts',
  ])
    assert.equal(kindOf(script), 'unsafe-container', script)
})

test('everything else is not a video', () => {
  assert.equal(kindOf(''), 'empty')
  for (const other of ['hello', 'PK\x03\x04', '\x89PNG\r\n', 'GIF89a', 'RIFF\0\0\0\0WAVE', '\0\0\0\x20ftypheic', 'ID3'])
    assert.equal(kindOf(other), 'not-a-video', other)
  assert.equal(kindOf([0xff, 0xd8, 0xff, 0xe0]), 'not-a-video')
  assert.equal(kindOf([0x47]), 'not-a-video')
})

test('any bytes are answered', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2048 }), (head) => {
      assert.ok(sniff(head).kind)
    }),
  ))

test('no text that ffmpeg would follow passes as a container', () =>
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (rest) => {
      assert.equal(kindOf(`#EXTM3U\n${rest}`), 'unsafe-container')
    }),
  ))
