// The authoring check: what Apple's and DASH-IF's rules ask of a set, on the files as they will be served. It gates ready.
import { averageRate, durationOf, type MediaPlaylist, peakRate, readPlaylist } from './playlist.ts'

/** A whole set: texts of its manifests, sizes of all its files in bytes, by name. */
export type SetFiles = Readonly<{
  master: string
  dash: string
  playlists: ReadonlyMap<string, string>
  sizes: ReadonlyMap<string, number>
}>

/** How long the film must last, and how long one picture of it does, in seconds. Returns every fault. */
export const faultsOf = (set: SetFiles, film: { seconds: number; frame: number }): readonly string[] => {
  const master = readMaster(set.master)
  const read = new Map([...set.playlists].map(([name, text]) => [name, readPlaylist(text)]))
  const named = [...master.variants, ...master.iframes, ...master.audio]
  const media = [...master.variants, ...master.audio]
  return [
    ...masterFaults(master),
    ...named.filter(({ uri }) => !read.has(uri)).map(({ uri }) => `${uri} is named and not there`),
    ...[...read].flatMap(([name, playlist]) => playlistFaults(name, playlist, set.sizes)),
    ...media.flatMap(({ uri }) => lengthFaults(uri, read.get(uri), film)),
    ...alignmentFaults(master.variants.map(({ uri }) => read.get(uri))),
    ...rateFaults(master, read),
    ...sameFiles(filesOfHls(set), filesOfDash(set.dash), set.sizes),
  ]
}

type Entry = Readonly<{ uri: string; attributes: ReadonlyMap<string, string> }>
type ReadMaster = Readonly<{
  tags: readonly string[]
  variants: readonly Entry[]
  iframes: readonly Entry[]
  audio: readonly Entry[]
}>

const readMaster = (text: string): ReadMaster => {
  const lines = text.split('\n').filter((line) => line !== '')
  const withUri = (tag: string): Entry[] =>
    lines
      .filter((line) => line.startsWith(`${tag}:`))
      .map((line) => attributesOf(line))
      .map((attributes) => ({ uri: attributes.get('URI') ?? '', attributes }))
  const variants = lines.flatMap((line, i) =>
    line.startsWith('#EXT-X-STREAM-INF:') ? [{ uri: lines[i + 1] ?? '', attributes: attributesOf(line) }] : [],
  )
  return {
    tags: lines.filter((line) => line.startsWith('#')),
    variants,
    iframes: withUri('#EXT-X-I-FRAME-STREAM-INF'),
    audio: withUri('#EXT-X-MEDIA'),
  }
}

const attributesOf = (line: string): ReadonlyMap<string, string> =>
  new Map([...line.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)].map(([, k, v]) => [k ?? '', (v ?? '').replace(/"/g, '')]))

/** Apple 9.1–9.4, 9.9, 9.11, 9.14, 9.15, 6.1, 8.10. */
const masterFaults = ({ tags, variants, iframes, audio }: ReadMaster): readonly string[] => {
  const lacks = (entries: readonly Entry[], ...names: string[]) =>
    entries.flatMap(({ uri, attributes }) => names.filter((n) => !attributes.get(n)).map((n) => `${uri} has no ${n}`))
  const upsideDown = [...variants, ...iframes].filter(
    ({ attributes }) => Number(attributes.get('AVERAGE-BANDWIDTH')) > Number(attributes.get('BANDWIDTH')),
  )
  return [
    ...(tags.includes('#EXT-X-INDEPENDENT-SEGMENTS') ? [] : ['the master has no EXT-X-INDEPENDENT-SEGMENTS']),
    ...(variants.length < 2 ? ['there are fewer than two variants'] : []),
    ...(iframes.length < variants.length ? ['there are fewer I-frame playlists than variants'] : []),
    ...lacks(variants, 'BANDWIDTH', 'AVERAGE-BANDWIDTH', 'CODECS', 'RESOLUTION', 'FRAME-RATE'),
    ...lacks(iframes, 'BANDWIDTH', 'AVERAGE-BANDWIDTH', 'CODECS', 'RESOLUTION'),
    ...lacks(audio, 'LANGUAGE', 'NAME', 'GROUP-ID'),
    ...upsideDown.map(({ uri }) => `${uri} has an average above its peak`),
  ]
}

/** Apple 8.6, 8.20, 7.7; every byte that is named is there. */
const playlistFaults = (name: string, playlist: MediaPlaylist, sizes: ReadonlyMap<string, number>) => {
  const { map, segments, target } = playlist
  const beyond = [...(map ? [map] : []), ...segments].filter(
    ({ file, bytes, offset }) => bytes <= 0 || offset + bytes > (sizes.get(file) ?? 0),
  )
  return [
    ...(playlist.type === 'VOD' && playlist.ended ? [] : [`${name} is not a VOD playlist with an end`]),
    ...(map ? [] : [`${name} has no EXT-X-MAP`]),
    ...(segments.length === 0 ? [`${name} has no segments`] : []),
    ...segments.filter(({ seconds }) => seconds > target + 0.5).map(() => `${name} has a segment above its target`),
    ...beyond.map(({ file }) => `${name} names bytes that ${file} does not have`),
  ]
}

/** Apple 8.1, 8.3, 8.7: all last as long as the film, within a picture and a sound frame; EXTINF is rounded to 1 ms. */
const lengthFaults = (uri: string, playlist: MediaPlaylist | undefined, film: { seconds: number; frame: number }) => {
  const segments = playlist?.segments ?? []
  const off = Math.abs(durationOf(segments) - film.seconds)
  if (off <= 2 * film.frame + 0.1 + segments.length * 0.0005) return []
  return [`${uri} lasts ${durationOf(segments).toFixed(3)} s, the film ${film.seconds.toFixed(3)} s`]
}

/** A switch of rendition happens at a border that all have. */
const alignmentFaults = (videos: readonly (MediaPlaylist | undefined)[]) => {
  const borders = videos.map((video) => (video?.segments ?? []).map(({ seconds }) => seconds.toFixed(2)).join(' '))
  return new Set(borders).size > 1 ? ['the renditions do not have the same segments'] : []
}

/** Apple 1.26, 1.27, 9.13: what the master says is what the bytes weigh. */
const rateFaults = ({ variants, audio }: ReadMaster, read: ReadonlyMap<string, MediaPlaylist>) => {
  const weigh = (uri: string) => {
    const playlist = read.get(uri)
    if (!playlist) return { peak: 0, average: 0 }
    return { peak: peakRate(playlist.segments, playlist.target), average: averageRate(playlist.segments) }
  }
  const sound = weigh(audio[0]?.uri ?? '')
  return variants.flatMap(({ uri, attributes }) => {
    const { peak, average } = weigh(uri)
    const said = [Number(attributes.get('BANDWIDTH')), Number(attributes.get('AVERAGE-BANDWIDTH'))]
    return said[0] === peak + sound.peak && said[1] === average + sound.average ? [] : [`${uri} weighs something else`]
  })
}

/** The media files that a player of HLS is sent to. */
export const filesOfHls = ({ playlists }: Pick<SetFiles, 'playlists'>): ReadonlySet<string> =>
  new Set([...playlists.values()].flatMap((text) => readPlaylist(text).segments.map(({ file }) => file)))

/** The media files that a player of DASH is sent to. */
export const filesOfDash = (mpd: string): ReadonlySet<string> =>
  new Set([...mpd.matchAll(/<BaseURL>([^<]+)<\/BaseURL>/g)].map(([, file]) => file ?? ''))

const sameFiles = (hls: ReadonlySet<string>, dash: ReadonlySet<string>, sizes: ReadonlyMap<string, number>) => [
  ...[...hls.symmetricDifference(dash)].map((file) => `${file} is in one manifest only`),
  ...[...hls, ...dash].filter((file) => !sizes.has(file)).map((file) => `${file} is named and not there`),
]
