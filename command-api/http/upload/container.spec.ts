// Containers by their first bytes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { containerOf } from './container.ts'

const head = (...parts: (string | number[])[]) =>
  Buffer.concat([
    ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    Buffer.alloc(64),
  ])
const packets = (length: number, offset: number) => {
  const bytes = Buffer.alloc(length * 4 + offset)
  for (let i = 0; i < 4; i++) bytes[offset + i * length] = 0x47
  return bytes
}

const rows: [string, Buffer, string | undefined][] = [
  ['MP4', head([0, 0, 0, 24], 'ftypisom'), 'video/mp4'],
  ['QuickTime', head([0, 0, 0, 20], 'ftypqt  '), 'video/quicktime'],
  ['QuickTime without its type', head([0, 0, 0, 8], 'wide', [0, 0, 0, 8], 'mdat'), 'video/quicktime'],
  ['Matroska', head([0x1a, 0x45, 0xdf, 0xa3, 0xa3, 0x42, 0x82], 'matroska'), 'video/x-matroska'],
  ['WebM', head([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82], 'webm'), 'video/webm'],
  ['AVI', head('RIFF', [1, 2, 3, 4], 'AVI LIST'), 'video/x-msvideo'],
  ['a transport stream', packets(188, 0), 'video/mp2t'],
  ['a Blu-ray transport stream', packets(192, 4), 'video/mp2t'],
  ['nothing', Buffer.alloc(0), undefined],
  ['zeros', Buffer.alloc(100), undefined],
  ['a playlist', head('#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n'), undefined],
  ['a picture', head([0x89], 'PNG\r\n'), undefined],
  ['sound (WAVE)', head('RIFF', [1, 2, 3, 4], 'WAVEfmt '), undefined],
  ['one lone G', head('G'), undefined],
]
for (const [name, bytes, type] of rows)
  test(`${name}: ${type ?? 'no video'}`, () => assert.equal(containerOf(bytes), type))

test('text is never a video', () =>
  fc.assert(
    fc.property(fc.string(), (text) => assert.equal(containerOf(Buffer.from(`# ${text}`.padEnd(12))), undefined)),
  ))
