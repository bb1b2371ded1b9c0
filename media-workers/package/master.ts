// Writes the HLS master playlist as Apple's authoring rules want it; rule numbers are Apple's (9.1: CODECS, …).
import type { Segment } from './playlist.ts'
import { averageRate, peakRate } from './playlist.ts'

/** What a media playlist says that the master must know. */
export type Measured = Readonly<{ uri: string; target: number; segments: readonly Segment[] }>

export type MasterVideo = Readonly<{
  playlist: Measured
  iframes: Measured
  /** RFC 6381 */
  codecs: string
  width: number
  height: number
  frameRate: number
}>

export type MasterAudio = Readonly<{ playlist: Measured; codecs: string; language: string; channels: number }>

export type Master = Readonly<{ videos: readonly MasterVideo[]; audio: MasterAudio | null }>

/** One line of the master, as numbers: peak and average bits per second of picture and sound together. */
export type Variant = Readonly<{ video: MasterVideo; bandwidth: number; average: number; codecs: string }>

export const masterName = 'master.m3u8'

/** 9.13: BANDWIDTH is the largest sum of peaks of what is played together. */
export const variantsOf = ({ videos, audio }: Master): readonly Variant[] =>
  videos.map((video) => ({
    video,
    bandwidth: peakOf(video.playlist) + (audio ? peakOf(audio.playlist) : 0),
    average: averageRate(video.playlist.segments) + (audio ? averageRate(audio.playlist.segments) : 0),
    codecs: [video.codecs, ...(audio ? [audio.codecs] : [])].join(','),
  }))

export const writeMaster = (master: Master): string => {
  const variants = variantsOf(master)
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(master.audio ? [audioTag(master.audio)] : []),
    ...startingWell(variants).flatMap((variant) => [streamTag(variant, master.audio), variant.video.playlist.uri]),
    ...master.videos.map(iframeTag),
    '',
  ].join('\n')
}

/** 1.32: a player begins with the first; the best below 2 Mb/s, then the others from the smallest. */
const startingWell = (variants: readonly Variant[]): readonly Variant[] => {
  const ascending = [...variants].sort((a, b) => a.bandwidth - b.bandwidth)
  const first = ascending.findLast((variant) => variant.bandwidth <= 2_000_000) ?? ascending[0]
  return first ? [first, ...ascending.filter((variant) => variant !== first)] : []
}

/** 8.9, 8.10: sound apart, with its language. */
const audioTag = ({ playlist, language, channels }: MasterAudio): string =>
  tag('#EXT-X-MEDIA', {
    TYPE: 'AUDIO',
    'GROUP-ID': quoted('audio'),
    LANGUAGE: quoted(language),
    NAME: quoted(languageName(language)),
    DEFAULT: 'YES',
    AUTOSELECT: 'YES',
    CHANNELS: quoted(`${channels}`),
    URI: quoted(playlist.uri),
  })

/** 9.1, 9.2, 9.14, 9.15. */
const streamTag = ({ video, bandwidth, average, codecs }: Variant, audio: MasterAudio | null): string =>
  tag('#EXT-X-STREAM-INF', {
    BANDWIDTH: `${bandwidth}`,
    'AVERAGE-BANDWIDTH': `${average}`,
    CODECS: quoted(codecs),
    RESOLUTION: `${video.width}x${video.height}`,
    'FRAME-RATE': video.frameRate.toFixed(3),
    ...(audio ? { AUDIO: quoted('audio') } : {}),
    'CLOSED-CAPTIONS': 'NONE',
  })

/** 6.1, 9.3, 9.4. */
const iframeTag = ({ iframes, codecs, width, height }: MasterVideo): string =>
  tag('#EXT-X-I-FRAME-STREAM-INF', {
    BANDWIDTH: `${peakOf(iframes)}`,
    'AVERAGE-BANDWIDTH': `${averageRate(iframes.segments)}`,
    CODECS: quoted(codecs),
    RESOLUTION: `${width}x${height}`,
    URI: quoted(iframes.uri),
  })

const peakOf = ({ segments, target }: Measured): number => peakRate(segments, target)

const tag = (name: string, attributes: Readonly<Record<string, string>>): string =>
  `${name}:${Object.entries(attributes)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')}`

const quoted = (value: string): string => `"${value.replace(/["\r\n]/g, '')}"`

/** In its own language, as a player shows it: `Deutsch`. */
const languageName = (language: string): string => {
  if (language === 'und') return 'Original'
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
}
