// What a file is, by its first bytes alone: nothing is handed to ffmpeg before we know which demuxer to force on it.

/** How many bytes `sniff` wants to see. */
export const sniffBytes = 1024

/** Names of ffmpeg's demuxers: only these are ever started, and never by guessing. */
export type Demuxer = 'mov' | 'matroska' | 'avi' | 'mpegts' | 'mpeg' | 'flv' | 'ogg' | 'asf' | 'mxf'

export type Sniffed =
  | Readonly<{ kind: 'container'; demuxer: Demuxer }>
  | Readonly<{ kind: 'empty' | 'unsafe-container' | 'not-a-video' }>

export const sniff = (head: Uint8Array): Sniffed => {
  if (head.length === 0) return { kind: 'empty' }
  const demuxer = containerOf(Buffer.from(head.buffer, head.byteOffset, head.length))
  if (demuxer) return { kind: 'container', demuxer }
  return { kind: pointsElsewhere(Buffer.from(head).toString('latin1')) ? 'unsafe-container' : 'not-a-video' }
}

const containerOf = (head: Buffer): Demuxer | undefined => {
  const at = (offset: number, ...bytes: number[]) => bytes.every((byte, i) => head[offset + i] === byte)
  const word = (offset: number, length = 4) => head.toString('latin1', offset, offset + length)

  if (word(4) === 'ftyp') return stillImages.includes(word(8)) ? undefined : 'mov'
  if (quickTimeAtoms.includes(word(4))) return 'mov'
  if (at(0, 0x1a, 0x45, 0xdf, 0xa3)) return 'matroska'
  if (word(0) === 'RIFF' && word(8) === 'AVI ') return 'avi'
  if (transportStream(head, 0, 188) || transportStream(head, 4, 192)) return 'mpegts'
  if (at(0, 0, 0, 1, 0xba)) return 'mpeg'
  if (word(0, 3) === 'FLV') return 'flv'
  if (word(0) === 'OggS') return 'ogg'
  if (at(0, 0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)) return 'asf'
  if (at(0, 0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01)) return 'mxf'
  return undefined
}

/** ISO files that hold a picture, not a film. */
const stillImages = ['avif', 'avis', 'heic', 'heix', 'heif', 'mif1', 'msf1', 'crx ']
/** How a QuickTime file without `ftyp` begins. */
const quickTimeAtoms = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']

const transportStream = (head: Buffer, first: number, packet: number): boolean => {
  const syncs = [0, 1, 2, 3, 4].map((i) => first + i * packet).filter((at) => at < head.length)
  return syncs.length >= 3 && syncs.every((at) => head[at] === 0x47)
}

/** Text that makes ffmpeg open other files or hosts: playlists, manifests, concat scripts, session descriptions. */
const pointsElsewhere = (head: string): boolean => {
  const text = head.replace(/^\u00ef\u00bb\u00bf/, '').trimStart()
  return scripts.some((script) => script.test(text))
}

const scripts = [
  /^#EXT/i,
  /^ffconcat\s/i,
  /^(file|stream|duration|inpoint)\s+\S/im,
  /^\[playlist\]/i,
  /^v=0\r?\n/,
  /^(<\?xml|<!doctype|<mpd|<asx|<smil|<smoothstreamingmedia|<wpl|<playlist|<svg|<imf|<compositionplaylist)/i,
  /^(rtsptext|rtsptextrtsp|\[reference\])/i,
  /^(https?|rtsp|rtmp|ftp|file|concat|subfile|data):/i,
]
