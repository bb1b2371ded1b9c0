// A set as a playback may see it: manifests without the renditions above what was bought.
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { linesOf } from '../domain/media/rules.ts'
import type { ObjectStore } from '../platform/objects.ts'

/** What it serves of an object store. */
export type Served = Pick<ObjectStore, 'stat' | 'open'>

const manifest = /\.(m3u8|mpd)$/

/** Whether a file of a set is a rendition above so many lines. */
export const isAbove = (file: string, lines: number): boolean => (linesOf(file) ?? 0) > lines

/** Manifests that name renditions above so many lines are read whole and given without them; all else goes through. */
export const narrowed = (objects: Served, lines: number): Served => {
  const read = async (key: string): Promise<Buffer> => {
    const { stream } = await objects.open(key)
    return Buffer.from(upTo(lines, await text(stream)))
  }
  return {
    stat: async (key) => {
      const info = await objects.stat(key)
      return info && manifest.test(key) ? { ...info, bytes: (await read(key)).length } : info
    },
    open: async (key, range) => {
      if (!manifest.test(key)) return objects.open(key, range)
      // Players ask for manifests whole; what they ask of one as a range is answered whole too.
      const bytes = await read(key)
      return { stream: Readable.from([bytes]), bytes: bytes.length, start: 0, end: bytes.length - 1 }
    },
  }
}

/** Text of an HLS master playlist or of an MPD; a media playlist has nothing to leave out. */
export const upTo = (lines: number, manifest: string): string =>
  manifest.startsWith('#EXTM3U') ? masterUpTo(lines, manifest) : mpdUpTo(lines, manifest)

const uriIn = (tag: string): string => /URI="([^"]+)"/.exec(tag)?.[1] ?? ''

const masterUpTo = (most: number, master: string): string => {
  const lines = master.split('\n')
  return lines
    .filter((line, i) => {
      if (line.startsWith('#EXT-X-I-FRAME-STREAM-INF')) return !isAbove(uriIn(line), most)
      if (line.startsWith('#EXT-X-STREAM-INF')) return !isAbove(lines[i + 1] ?? '', most)
      return !lines[i - 1]?.startsWith('#EXT-X-STREAM-INF') || !isAbove(line, most)
    })
    .join('\n')
}

const mpdUpTo = (lines: number, mpd: string): string =>
  mpd.replaceAll(/[ \t]*<Representation\b[\s\S]*?<\/Representation>\n?/g, (one) =>
    isAbove(/<BaseURL>([^<]+)</.exec(one)?.[1] ?? '', lines) ? '' : one,
  )
