// Starts shaka-packager: one CMAF file per rendition with its index, media and I-frame playlists, and the DASH manifest.
import { readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Run, runConfined } from '../confined.ts'

/** A stream of an encoded file, and the name its files get in the set. */
export type PackagedStream = Readonly<{ name: string; from: string; kind: 'video' | 'audio'; language?: string }>

/** Of the set's folder. */
export const mediaFile = (name: string): string => `${name}.mp4`
export const mediaPlaylist = (name: string): string => `${name}.m3u8`
export const iframePlaylist = (name: string): string => `${name}-iframes.m3u8`
export const dashManifest = 'manifest.mpd'

/** Its own npm wrapper ends with 0 when the packager fails, so the binary beside it is started itself. */
const packagerFolder = dirname(createRequire(import.meta.url).resolve('shaka-packager/package.json'))
const binary = join(packagerFolder, 'bin', `packager-linux-${process.arch}`)

/** shaka-packager's master is thrown away: ours has what it lacks (package/master.ts). */
const itsMaster = 'packager-master.m3u8'

export const packagerArguments = (
  streams: readonly PackagedStream[],
  folder: string,
  durations: { segment: number; fragment: number },
): readonly string[] => [
  ...streams.map((stream) => descriptor(stream, folder)),
  ...['--segment_duration', `${durations.segment}`, '--fragment_duration', `${durations.fragment}`],
  ...['--hls_playlist_type', 'VOD', '--hls_master_playlist_output', join(folder, itsMaster)],
  ...['--mpd_output', join(folder, dashManifest), '--temp_dir', folder, '--quiet'],
]

const descriptor = ({ name, from, kind, language }: PackagedStream, folder: string): string =>
  [
    `in=${from}`,
    `stream=${kind}`,
    `output=${join(folder, mediaFile(name))}`,
    `playlist_name=${mediaPlaylist(name)}`,
    ...(kind === 'video' ? [`iframe_playlist_name=${iframePlaylist(name)}`] : ['hls_group_id=audio', 'hls_name=audio']),
    ...(language && knownLanguage.test(language) ? [`language=${language}`] : []),
  ].join(',')

/** It ends with an error for a language that it does not know, `und` too; of two letters it knows all (tried). */
const knownLanguage = /^[a-z]{2}(-|$)/

/** Returns each media file's codec (RFC 6381), by file name. Throws ToolFailed, or the signal's reason. */
export const packageSet = async (
  streams: readonly PackagedStream[],
  folder: string,
  durations: { segment: number; fragment: number },
  run: Run,
): Promise<ReadonlyMap<string, string>> => {
  await runConfined(binary, packagerArguments(streams, folder, durations), run)
  await rm(join(folder, itsMaster))
  return codecsOf(await readFile(join(folder, dashManifest), 'utf8'))
}

/** From the DASH manifest that the packager has just written: file name to codecs. */
export const codecsOf = (mpd: string): ReadonlyMap<string, string> =>
  new Map(
    [
      ...mpd.matchAll(
        /<Representation [^>]*codecs="([^"]+)"[^>]*>\s*(?:(?!<\/Representation>)[\s\S])*?<BaseURL>([^<]+)</g,
      ),
    ].map(([, codecs, file]) => [file ?? '', codecs ?? '']),
  )

/** `v3.4.2-c819dea-release` of "packager version …". */
export const packagerVersion = async (run: Run): Promise<string> =>
  /version (\S+)/.exec(await runConfined(binary, ['--version'], run))?.[1] ?? 'unknown'
