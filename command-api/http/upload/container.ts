// What a file is, by its first bytes: a name or a Content-Type is only a claim.

/** Bytes that are enough to tell. */
export const sniffLength = 4_096

/** The media type of a video container that our tools read, or undefined: text, pictures, archives, nothing at all. */
export const containerOf = (head: Buffer): string | undefined => {
  if (head.length < 12) return undefined
  const at = (offset: number, text: string) => head.subarray(offset, offset + text.length).toString('latin1') === text
  const starts = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte)

  if (at(4, 'ftyp')) return at(8, 'qt  ') ? 'video/quicktime' : 'video/mp4'
  if (['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].some((box) => at(4, box))) return 'video/quicktime'
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) return head.includes('webm') ? 'video/webm' : 'video/x-matroska'
  if (at(0, 'RIFF') && at(8, 'AVI ')) return 'video/x-msvideo'
  if (at(0, 'FLV\x01')) return 'video/x-flv'
  if (at(0, 'OggS')) return 'video/ogg'
  if (starts(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)) return 'video/x-ms-wmv'
  if (starts(0, 0, 1, 0xba) || starts(0, 0, 1, 0xb3)) return 'video/mpeg'
  if (isTransportStream(head, 188, 0) || isTransportStream(head, 192, 4)) return 'video/mp2t'
  return undefined
}

/** Packets of one length, each with its sync byte. */
const isTransportStream = (head: Buffer, packet: number, offset: number): boolean => {
  const packets = Math.floor((head.length - offset - 1) / packet) + 1
  return (
    packets >= 3 && Array.from({ length: packets }, (_, i) => head[offset + i * packet]).every((byte) => byte === 0x47)
  )
}
