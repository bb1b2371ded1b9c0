// Reads media playlists (HLS, byte ranges) and says how many bits per second they take.

/** `bytes` of `file` from `offset`, shown for `seconds`. */
export type Segment = Readonly<{ file: string; seconds: number; bytes: number; offset: number }>

export type MediaPlaylist = Readonly<{
  version: number
  target: number
  type: string | undefined
  iframesOnly: boolean
  ended: boolean
  map: Readonly<{ file: string; bytes: number; offset: number }> | undefined
  segments: readonly Segment[]
}>

export const readPlaylist = (text: string): MediaPlaylist => {
  const lines = text.split(/\r?\n/).filter((line) => line !== '')
  const value = (tag: string) => lines.find((line) => line.startsWith(`${tag}:`))?.slice(tag.length + 1)
  const [, file, mapRange] = /URI="([^"]+)"(?:,BYTERANGE="([^"]+)")?/.exec(value('#EXT-X-MAP') ?? '') ?? []
  return {
    version: Number(value('#EXT-X-VERSION') ?? 1),
    target: Number(value('#EXT-X-TARGETDURATION')),
    type: value('#EXT-X-PLAYLIST-TYPE'),
    iframesOnly: lines.includes('#EXT-X-I-FRAMES-ONLY'),
    ended: lines.includes('#EXT-X-ENDLIST'),
    map: file ? { file, ...byteRange(mapRange, 0) } : undefined,
    segments: readSegments(lines),
  }
}

const readSegments = (lines: readonly string[]): readonly Segment[] => {
  const segments: Segment[] = []
  let seconds = 0
  let range: string | undefined
  for (const line of lines) {
    if (line.startsWith('#EXTINF:')) seconds = Number.parseFloat(line.slice(8))
    else if (line.startsWith('#EXT-X-BYTERANGE:')) range = line.slice(17)
    else if (!line.startsWith('#')) {
      const before = segments.at(-1)
      const next = before?.file === line ? before.offset + before.bytes : 0
      segments.push({ file: line, seconds, ...byteRange(range, next) })
      range = undefined
    }
  }
  return segments
}

/** `1200@876`; without an offset it goes on where the one before ended. */
const byteRange = (text: string | undefined, next: number) => {
  const [bytes, offset] = (text ?? '').split('@')
  return { bytes: Number(bytes) || 0, offset: offset === undefined ? next : Number(offset) }
}

export const durationOf = (segments: readonly Segment[]): number => segments.reduce((sum, s) => sum + s.seconds, 0)

/** Bits per second over the whole (Apple 9.14, 1.26). */
export const averageRate = (segments: readonly Segment[]): number =>
  Math.ceil((segments.reduce((sum, s) => sum + s.bytes, 0) * 8) / durationOf(segments))

/**
 * The largest bit rate of any contiguous run of segments that lasts 0.5 to 1.5 target durations (RFC 8216, 4.1); of a
 * playlist shorter than that, its average. Never below the average.
 */
export const peakRate = (segments: readonly Segment[], target: number): number => {
  let peak = averageRate(segments)
  for (let first = 0; first < segments.length; first += 1) {
    let [bytes, seconds] = [0, 0]
    for (let last = first; last < segments.length; last += 1) {
      bytes += segments[last]?.bytes ?? 0
      seconds += segments[last]?.seconds ?? 0
      if (seconds > target * 1.5) break
      if (seconds >= target * 0.5) peak = Math.max(peak, Math.ceil((bytes * 8) / seconds))
    }
  }
  return peak
}
