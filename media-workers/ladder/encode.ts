// Encodes the whole ladder in one ffmpeg: one decode, a split filter, closed GOPs that begin together in every rung.
import { join } from 'node:path'
import type { Run } from '../confined.ts'
import { type FfmpegCommand, type FfmpegOutput, ffmpeg } from '../ffmpeg.ts'
import type { MediaLimits } from '../limits.ts'
import { perSecond } from '../probe/frame-rate.ts'
import type { ProbedSource } from '../probe/probe.ts'
import type { Ladder, Rung } from './plan.ts'
import { progressReader } from './progress.ts'

/** The files that the packager reads, by rung. */
export const rungFile = (folder: string, rung: Rung): string => join(folder, `${rung.name}.encoded.mp4`)
export const audioFile = (folder: string): string => join(folder, 'audio.encoded.mp4')

/** Bits per second of the stereo AAC. */
export const audioRate = 128_000

/** Pictures of the whole film at the ladder's rate: what every rendition has, neither more nor fewer. */
export const framesOf = (durationMs: number, { frameRate }: Ladder): number =>
  Math.max(1, Math.round((durationMs / 1000) * perSecond(frameRate)))

export const encodeCommand = (
  file: string,
  source: ProbedSource,
  ladder: Ladder,
  folder: string,
  threads: number,
): FfmpegCommand => {
  const frames = framesOf(source.durationMs, ladder)
  return {
    input: { file, demuxer: source.demuxer },
    filter: [pictureFilter(source, ladder), ...(source.audio ? [soundFilter(source.audio.index)] : [])].join(';'),
    outputs: [
      ...ladder.rungs.map((rung, i) => pictureOutput(rung, i, ladder.gop, frames, threads, folder)),
      ...(source.audio ? [soundOutput(frames / perSecond(ladder.frameRate), folder)] : []),
    ],
  }
}

/** Fixed rate from time zero, held to the film's end (two frames more: `-frames:v` cuts them), then one branch a rung. */
const pictureFilter = (source: ProbedSource, { rungs, frameRate }: Ladder): string => {
  const hold = source.holdMs / 1000 + 2 / perSecond(frameRate)
  const chain = [
    ...(source.interlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    `fps=${frameRate.num}/${frameRate.den}:start_time=0`,
    `tpad=stop_mode=clone:stop_duration=${hold.toFixed(3)}`,
    ...(source.hdr ? toStandardRange : source.rgb ? fromRgb : []),
    'format=yuv420p',
    `split=${rungs.length}`,
  ]
  const branches = rungs.map((_, i) => `[s${i}]`).join('')
  const scaled = rungs.map(({ width, height }, i) => `[s${i}]scale=${width}:${height}:flags=bicubic,setsar=1[v${i}]`)
  return [`[0:${source.video}]${chain.join(',')}${branches}`, ...scaled].join(';')
}

const toStandardRange = [
  'zscale=t=linear:npl=100',
  'format=gbrpf32le',
  'zscale=p=bt709',
  'tonemap=hable:desat=0',
  'zscale=t=bt709:m=bt709:r=tv',
]
const fromRgb = [
  'scale=out_color_matrix=bt709:out_range=tv',
  'setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709',
]

/** From time zero, silent where the source is, and on until the picture ends. */
const soundFilter = (index: number): string =>
  `[0:${index}]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo,apad[a]`

const pictureOutput = (
  rung: Rung,
  i: number,
  gop: number,
  frames: number,
  threads: number,
  folder: string,
): FfmpegOutput => ({
  file: rungFile(folder, rung),
  options: [
    ...['-map', `[v${i}]`, '-frames:v', `${frames}`, '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high'],
    ...['-crf', '23', '-maxrate', `${rung.maxRate}`, '-bufsize', `${rung.maxRate}`, '-threads', `${threads}`],
    ...['-g', `${gop}`, '-keyint_min', `${gop}`, '-sc_threshold', '0', '-flags', '+cgop'],
    ...cleaned,
  ],
})

const soundOutput = (seconds: number, folder: string): FfmpegOutput => ({
  file: audioFile(folder),
  options: ['-map', '[a]', '-t', seconds.toFixed(6), '-c:a', 'aac', '-b:a', `${audioRate}`, ...cleaned],
})

/** Nothing of the source's metadata (places, names, cameras) reaches a viewer. */
const cleaned = ['-map_metadata', '-1', '-map_chapters', '-1', '-f', 'mp4']

/** Encodes; `onPercent` is ffmpeg's own encoded time over the duration. Throws ToolFailed, or the signal's reason. */
export const encode = async (
  file: string,
  source: ProbedSource,
  ladder: Ladder,
  folder: string,
  limits: MediaLimits,
  { signal, onPercent }: { signal: AbortSignal; onPercent: (percent: number) => void },
): Promise<void> => {
  const percentOf = progressReader(source.durationMs)
  const run: Run = {
    confinement: encodeConfinement(source, ladder, limits),
    signal,
    onLine: (line) => {
      const percent = percentOf(line)
      if (percent !== undefined) onPercent(percent)
    },
  }
  await ffmpeg(encodeCommand(file, source, ladder, folder, limits.threads), run)
}

/** A rung may come out twice as large as its rate allows before it is stopped. */
const encodeConfinement = ({ durationMs }: ProbedSource, { rungs }: Ladder, limits: MediaLimits) => {
  const most = Math.max(audioRate, ...rungs.map(({ maxRate }) => maxRate))
  return {
    memoryBytes: limits.memoryBytes,
    niceness: limits.niceness,
    stallMs: limits.stallMs,
    fileBytes: Math.ceil(((most * 2) / 8) * (durationMs / 1000)) + 16 * 2 ** 20,
    wallMs: Math.max(120_000, durationMs * limits.encodeFactor),
  }
}
