// From one source file to a whole set: probe, ladder, package, images, check. Nothing is visible until it is published.
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompleteTranscode } from '../schemas/generated/types/media.ts'
import { ToolFailed } from './confined.ts'
import { ffmpegVersion } from './ffmpeg.ts'
import { makeImages, posterName, trackName } from './images/images.ts'
import { audioFile, encode, framesOf, rungFile } from './ladder/encode.ts'
import { planLadder } from './ladder/plan.ts'
import { defaultLimits, type MediaLimits } from './limits.ts'
import { faultsOf } from './package/check.ts'
import { type Master, type Measured, masterName, variantsOf, writeMaster } from './package/master.ts'
import {
  dashManifest,
  iframePlaylist,
  mediaFile,
  mediaPlaylist,
  packagerVersion,
  packageSet,
} from './package/packager.ts'
import { durationOf, readPlaylist } from './package/playlist.ts'
import { perSecond } from './probe/frame-rate.ts'
import { probe } from './probe/probe.ts'
import { MediaRefused } from './refused.ts'

export type SetProgress = Readonly<{ stage: 'probe' | 'encode' | 'package' | 'images' | 'done'; percent: number }>

export type SetRequest = Readonly<{
  /** A local file: the tools seek in it. */
  source: Readonly<{ path: string }>
  /** An empty folder of the caller's, on a disk with room for twice the set. What is in it afterwards is the caller's. */
  workDir: string
  /** Percent is ffmpeg's encoded time over the duration; 100 from then on. */
  onProgress: (progress: SetProgress) => void
  limits?: MediaLimits
  signal: AbortSignal
}>

/** What CompleteTranscode says of the set, and its files: names relative to `folder`. */
export type MediaSet = Omit<CompleteTranscode, 'type' | 'now' | 'filmId' | 'jobId' | 'attempt' | 'prefix'> &
  Readonly<{ folder: string; files: readonly Readonly<{ name: string; bytes: number }>[] }>

/** The set breaks a rule that players rely on: our fault, never the film's. */
export class AuthoringFault extends Error {}

/** Throws MediaRefused when the film is the reason; ToolFailed, AuthoringFault or the signal's reason when it is not. */
export const makeSet = async (request: SetRequest): Promise<MediaSet> => {
  const { source, workDir, onProgress, limits = defaultLimits, signal } = request
  const [encoded, folder] = [join(workDir, 'encoded'), join(workDir, 'set')]
  await mkdir(encoded, { recursive: true })
  await mkdir(folder, { recursive: true })

  onProgress({ stage: 'probe', percent: 0 })
  const film = await probe(source.path, limits, signal)
  const ladder = planLadder(film, limits.maxRung)
  const rate = perSecond(ladder.frameRate)
  const length = { frames: framesOf(film.durationMs, ladder), rate }
  const lasts = length.frames / rate
  onProgress({ stage: 'encode', percent: 0 })
  const onPercent = (percent: number) => onProgress({ stage: 'encode', percent })
  await encode(source.path, film, ladder, encoded, limits, { signal, onPercent }).catch(filmsFault)

  onProgress({ stage: 'package', percent: 100 })
  const { memoryBytes, niceness } = limits
  const wallMs = 120_000 + film.durationMs
  const run = { signal, confinement: { memoryBytes, niceness, wallMs, fileBytes: 2 ** 40 } }
  const streams = [
    ...ladder.rungs.map((rung) => ({ name: rung.name, from: rungFile(encoded, rung), kind: 'video' as const })),
    ...(film.audio
      ? [{ name: 'audio', from: audioFile(encoded), kind: 'audio' as const, language: film.audio.language }]
      : []),
  ]
  const codecs = await packageSet(streams, folder, ladder, run)
  await rm(encoded, { recursive: true })

  const measure = async (uri: string): Promise<Measured> => {
    const { target, segments } = readPlaylist(await readFile(join(folder, uri), 'utf8'))
    return { uri, target, segments }
  }
  const master: Master = {
    videos: await Promise.all(
      ladder.rungs.map(async ({ name, width, height }) => ({
        playlist: await measure(mediaPlaylist(name)),
        iframes: await measure(iframePlaylist(name)),
        codecs: codecs.get(mediaFile(name)) ?? '',
        frameRate: rate,
        width,
        height,
      })),
    ),
    audio: film.audio
      ? {
          playlist: await measure(mediaPlaylist('audio')),
          codecs: codecs.get(mediaFile('audio')) ?? '',
          language: film.audio.language,
          channels: 2,
        }
      : null,
  }
  const seconds = Math.min(...master.videos.map(({ playlist }) => durationOf(playlist.segments)))
  if (lasts - seconds > Math.max(1, lasts * 0.02)) throw new MediaRefused('damaged')
  await writeFile(join(folder, masterName), writeMaster(master))

  onProgress({ stage: 'images', percent: 100 })
  const [smallest, largest] = [ladder.rungs[0], ladder.rungs.at(-1)]
  if (!smallest || !largest) throw new AuthoringFault('the ladder has no rungs')
  const inSet = (rung: typeof smallest) => ({ ...rung, file: join(folder, mediaFile(rung.name)) })
  await makeImages({ length, smallest: inSet(smallest), largest: inSet(largest) }, folder, run)

  const files = await filesOf(folder)
  await check(folder, files, { seconds: lasts, frame: 1 / rate })
  const set: MediaSet = {
    durationMs: Math.round(lasts * 1000),
    width: film.width,
    height: film.height,
    hasAudio: film.audio !== null,
    hls: masterName,
    dash: dashManifest,
    poster: posterName,
    thumbnails: trackName,
    renditions: variantsOf(master).map(({ video, bandwidth, codecs }, i) => ({
      name: ladder.rungs[i]?.name ?? '',
      width: video.width,
      height: video.height,
      bandwidth,
      codecs,
      frameRate: video.frameRate,
      file: mediaFile(ladder.rungs[i]?.name ?? ''),
    })),
    tools: [`ffmpeg ${await ffmpegVersion(run)}`, `shaka-packager ${await packagerVersion(run)}`],
    folder,
    files,
  }
  onProgress({ stage: 'done', percent: 100 })
  return set
}

/** ffmpeg could read the header and the packets, and not one picture: that is the film. */
const filmsFault = (error: unknown): never => {
  if (
    error instanceof ToolFailed &&
    /Invalid data found|Cannot determine format of input|Output file is empty/.test(error.said)
  )
    throw new MediaRefused('damaged', undefined, error)
  throw error
}

const filesOf = async (folder: string): Promise<MediaSet['files']> =>
  Promise.all(
    (await readdir(folder)).sort().map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })),
  )

const check = async (folder: string, files: MediaSet['files'], film: { seconds: number; frame: number }) => {
  const text = (name: string) => readFile(join(folder, name), 'utf8')
  const names = files.map(({ name }) => name).filter((name) => name.endsWith('.m3u8') && name !== masterName)
  const playlists = new Map<string, string>()
  for (const name of names) playlists.set(name, await text(name))
  const sizes = new Map(files.map(({ name, bytes }) => [name, bytes]))
  const faults = faultsOf({ master: await text(masterName), dash: await text(dashManifest), playlists, sizes }, film)
  if (faults.length) throw new AuthoringFault(`the set breaks rules: ${faults.join('; ')}`)
}
