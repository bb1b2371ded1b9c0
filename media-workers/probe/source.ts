// What a source is, from what ffprobe says of it: the facts that the ladder is planned from, or why it is refused.
import type { MediaLimits } from '../limits.ts'
import { MediaRefused } from '../refused.ts'
import { audioCodecs, videoCodecs } from './codecs.ts'
import { frameRateOf, type Rational, ratio } from './frame-rate.ts'

/** The part of ffprobe's JSON that we read. Everything may be missing. */
export type Probed = Readonly<{
  format?: Readonly<{ duration?: string; start_time?: string }>
  streams?: readonly ProbedStream[]
}>
export type ProbedStream = Readonly<{
  index: number
  codec_type?: string
  codec_name?: string
  width?: number
  height?: number
  sample_aspect_ratio?: string
  pix_fmt?: string
  field_order?: string
  color_transfer?: string
  r_frame_rate?: string
  avg_frame_rate?: string
  duration?: string
  channels?: number
  disposition?: Readonly<{ attached_pic?: number; default?: number }>
  tags?: Readonly<Record<string, string>>
  side_data_list?: readonly Readonly<{ rotation?: number }>[]
}>

/** What stands in the file: per stream index, its packets and from when to when they last, in seconds. */
export type Scan = ReadonlyMap<number, Readonly<{ packets: number; start: number; end: number }>>

export type Source = Readonly<{
  /** Of the film, ms: as long as its picture, or its sound when that goes on for longer. */
  durationMs: number
  video: number
  /** As displayed: square pixels, upright. */
  width: number
  height: number
  frameRate: Rational
  interlaced: boolean
  /** Light beyond what an SDR screen shows; must be mapped down. */
  hdr: boolean
  rgb: boolean
  /** How long the last picture stands still because the sound goes on, ms. */
  holdMs: number
  audio: Readonly<{ index: number; language: string }> | null
}>

/** Throws MediaRefused. `bytes` is the size of the file. */
export const sourceOf = (probed: Probed, scan: Scan, bytes: number, limits: MediaLimits): Source => {
  const streams = probed.streams ?? []
  const video = pick(streams.filter((s) => s.codec_type === 'video' && !s.disposition?.attached_pic))
  if (!video) throw new MediaRefused('no-video-stream')
  const audio = pick(streams.filter((s) => s.codec_type === 'audio'))
  if (!videoCodecs.has(video.codec_name ?? '')) throw unsupported(video)
  if (audio && !audioCodecs.has(audio.codec_name ?? '')) throw unsupported(audio)

  const declared = Math.max(seconds(probed.format?.duration), ...streams.map(streamDuration))
  if (declared > 30 && (bytes * 8) / declared < leastBitRate) throw new MediaRefused('absurd-duration')

  const begin = seconds(probed.format?.start_time)
  const seen = scan.get(video.index)
  const heard = audio && scan.get(audio.index)
  if (!seen || (audio && !heard)) throw new MediaRefused('truncated')
  const end = seen.end - begin
  const audioEnd = heard ? heard.end - begin : 0
  const last = Math.max(...[...scan.values()].map((stream) => stream.end)) - begin
  if (last > 30 && (bytes * 8) / last < leastBitRate) throw new MediaRefused('absurd-duration')
  const missing = [
    seconds(probed.format?.duration) - last,
    streamDuration(video) - (seen.end - Math.min(begin, seen.start)),
    audio && heard ? streamDuration(audio) - (heard.end - Math.min(begin, heard.start)) : 0,
  ]
  if (missing.some((gap) => gap > Math.max(0.5, declared * 0.02))) throw new MediaRefused('truncated')

  const hold = audioEnd - end > 0.5 ? audioEnd - end : 0
  const durationMs = Math.round((end + hold) * 1000)
  if (durationMs > limits.maxDurationMs)
    throw new MediaRefused(
      'too-long',
      `The film lasts longer than ${Math.floor(limits.maxDurationMs / 60_000)} minutes.`,
    )
  if (durationMs < 250) throw new MediaRefused('too-short')

  return {
    durationMs,
    video: video.index,
    ...displaySize(video),
    frameRate: frameRateOf(video.avg_frame_rate, video.r_frame_rate, seen.packets / (seen.end - seen.start)),
    interlaced: ['tt', 'bb', 'tb', 'bt'].includes(video.field_order ?? ''),
    hdr: ['smpte2084', 'arib-std-b67'].includes(video.color_transfer ?? ''),
    rgb: /^(rgb|bgr|gbr|argb|abgr|0rgb|0bgr|pal8)/.test(video.pix_fmt ?? ''),
    holdMs: Math.round(hold * 1000),
    audio: audio ? { index: audio.index, language: languageOf(audio.tags?.language) } : null,
  }
}

/** Bits per second below which no film is one: a black picture once a second, without sound, takes twice as many. */
const leastBitRate = 100

/** The stream that the file calls its default, or its first. */
const pick = (streams: readonly ProbedStream[]): ProbedStream | undefined =>
  streams.find((s) => s.disposition?.default) ?? streams[0]

const unsupported = ({ codec_type, codec_name }: ProbedStream) =>
  new MediaRefused(
    'unsupported-codec',
    codec_name
      ? `We cannot decode its ${codec_type} codec "${codec_name.slice(0, 40)}". Export it as H.264 with AAC sound.`
      : undefined,
  )

const seconds = (text: string | undefined): number => {
  const value = Number(text)
  return Number.isFinite(value) ? value : 0
}

/** Matroska says it in a tag: `00:00:05.280000000`. */
const streamDuration = ({ duration, tags }: ProbedStream): number => {
  const [, h, m, s] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(tags?.DURATION ?? '') ?? []
  return Math.max(seconds(duration), seconds(h) * 3600 + seconds(m) * 60 + seconds(s))
}

/** As it is seen: pixels made square, a phone's rotation applied. */
const displaySize = (video: ProbedStream): { width: number; height: number } => {
  const shape = ratio(video.sample_aspect_ratio?.replace(':', '/')) ?? { num: 1, den: 1 }
  const aspect = shape.num / shape.den
  const wide = (video.width ?? 0) * (aspect > 0.1 && aspect < 10 ? aspect : 1)
  const size = { width: Math.round(wide), height: video.height ?? 0 }
  if (Math.min(size.width, size.height) < 32 || Math.max(size.width, size.height) > 8192)
    throw new MediaRefused('picture-size')
  const rotation = video.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0
  const turned = Math.round(Math.abs(rotation) / 90) % 2 === 1
  return turned ? { width: size.height, height: size.width } : size
}

/** BCP 47, as players want it; `und` when the file does not say, or says what is no language. */
export const languageOf = (tag: string | undefined): string => {
  try {
    const [known = 'und'] = Intl.getCanonicalLocales(tag ?? 'und')
    return languages.of(known) ? known : 'und'
  } catch {
    return 'und'
  }
}

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
