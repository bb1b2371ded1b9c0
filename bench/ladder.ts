// The row `ladder`: makeSet (probe, encode, package, images, check) against plain ffmpeg with a split filter and the packager.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { planLadder } from '../media-workers/ladder/plan.ts'
import { defaultLimits } from '../media-workers/limits.ts'
import { makeSet } from '../media-workers/make-set.ts'
import { inPairs, type Measured } from './pairs.ts'

const run = promisify(execFile)
const clip = fileURLToPath(new URL('../start/demo/films/bigbuckbunny.mp4', import.meta.url))
const packager = join(
  dirname(createRequire(import.meta.url).resolve('shaka-packager/package.json')),
  `bin/packager-linux-${process.arch}`,
)

/** The clip three times over: 16 s of 720p with sound, the same for both. */
const sourceIn = async (folder: string): Promise<string> => {
  const path = join(folder, 'source.mp4')
  await run('ffmpeg', ['-v', 'error', '-stream_loop', '2', '-i', clip, '-c', 'copy', path])
  return path
}

/** Seconds of wall clock. At the usual priority, so that neither waits for the other's sake. */
const ours = async (path: string, workDir: string): Promise<number> => {
  const began = performance.now()
  await makeSet({
    source: { path },
    workDir,
    onProgress: () => undefined,
    limits: { ...defaultLimits, niceness: 0 },
    signal: new AbortController().signal,
  })
  return (performance.now() - began) / 1000
}

/** What a person would type: the same rungs, encoder settings and segments; no probe, images, playlists of ours or check. */
const reference = async (path: string, folder: string): Promise<number> => {
  const { rungs, gop } = planLadder({ width: 1280, height: 720, frameRate: { num: 25, den: 1 } }, 2160)
  const began = performance.now()
  const scaled = rungs.map(({ width, height }, i) => `[s${i}]scale=${width}:${height}[v${i}]`)
  const filter = [`[0:v]split=${rungs.length}${rungs.map((_, i) => `[s${i}]`).join('')}`, ...scaled].join(';')
  const pictures = rungs.flatMap(({ name, maxRate }, i) => [
    ...['-map', `[v${i}]`, '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
    ...['-crf', '23', '-maxrate', `${maxRate}`, '-bufsize', `${maxRate}`],
    ...['-g', `${gop}`, '-keyint_min', `${gop}`, '-sc_threshold', '0', '-flags', '+cgop', join(folder, `${name}.mp4`)],
  ])
  const sound = ['-map', '0:a', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', join(folder, 'audio.mp4')]
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, '-filter_complex', filter, ...pictures, ...sound])
  const video = rungs.map(
    ({ name }) =>
      `in=${folder}/${name}.mp4,stream=video,output=${folder}/${name}.cmaf.mp4,playlist_name=${name}.m3u8,iframe_playlist_name=${name}-i.m3u8`,
  )
  await run(packager, [
    ...video,
    `in=${folder}/audio.mp4,stream=audio,output=${folder}/audio.cmaf.mp4,playlist_name=audio.m3u8,hls_group_id=audio`,
    ...['--segment_duration', '6', '--fragment_duration', '2', '--hls_playlist_type', 'VOD', '--quiet'],
    ...['--hls_master_playlist_output', join(folder, 'master.m3u8'), '--mpd_output', join(folder, 'manifest.mpd')],
  ])
  return (performance.now() - began) / 1000
}

/** Seconds for the whole set of the same 16 s of film; ffmpeg must be installed. */
export const ladderRow = async ({
  say,
  pairs = 5,
}: {
  say: (line: string) => void
  pairs?: number
}): Promise<Measured> => {
  const folder = await mkdtemp(join(tmpdir(), 'matinee-ladder-'))
  try {
    const source = await sourceIn(folder)
    const inFolder = async (measure: (path: string, workDir: string) => Promise<number>): Promise<number> => {
      const workDir = await mkdtemp(join(folder, 'run-'))
      return measure(source, workDir).finally(() => rm(workDir, { recursive: true }))
    }
    return await inPairs({
      name: 'ladder',
      unit: 's',
      pairs,
      say,
      ours: () => inFolder(ours),
      reference: () => inFolder(reference),
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
