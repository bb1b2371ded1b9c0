// Makes the poster and the thumbnail sheets: one decode of the smallest rendition finds and tiles, one picture of the
// largest becomes the poster. (From the source it would cost twenty times as much.)
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Run, ToolFailed } from '../confined.ts'
import { ffmpeg } from '../ffmpeg.ts'
import { posterMoment, readMoments } from './poster.ts'
import { borderSlack, type Length, planThumbnails, sheetName, thumbnailTrack } from './thumbnails.ts'

export const posterName = 'poster.jpg'
export const trackName = 'thumbnails.vtt'

export type Film = Readonly<{
  length: Length
  smallest: Readonly<{ file: string; width: number; height: number }>
  largest: Readonly<{ file: string; width: number; height: number }>
}>

/** Writes all images and the track into the folder; returns the names of its files. Throws ToolFailed. */
export const makeImages = async (film: Film, folder: string, run: Run): Promise<readonly string[]> => {
  const sheets = await makeThumbnails(film, folder, run)
  const stats = join(folder, statsName)
  const moment = posterMoment(readMoments(await readFile(stats, 'utf8')), milliseconds(film.length))
  await rm(stats)
  await makePoster(film, moment, folder, run)
  return [posterName, trackName, ...sheets]
}

const statsName = 'moments.txt'

/** The first picture of every interval, measured, then tiled. */
const makeThumbnails = async ({ length, smallest }: Film, folder: string, run: Run) => {
  const plan = planThumbnails(length, smallest)
  const intervalOf = (time: string) => `floor((${time}+${borderSlack})/${plan.interval})`
  const chain = [
    `select='isnan(prev_selected_t)+gt(${intervalOf('t')},${intervalOf('prev_selected_t')})'`,
    'signalstats',
    `metadata=print:file=${statsName}`,
    `scale=${plan.width}:${plan.height}`,
    `tile=${plan.columns}x${plan.rows}`,
  ]
  const options = ['-map', '[t]', '-vsync', 'passthrough', '-q:v', '4', '-start_number', '1', '-f', 'image2']
  await ffmpeg(
    {
      input: { file: smallest.file, demuxer: 'mov' },
      filter: `[0:v:0]${chain.join(',')}[t]`,
      outputs: [{ file: 'thumbs-%03d.jpg', options }],
    },
    { ...run, cwd: folder },
  )
  const made = (await readdir(folder)).filter((name) => /^thumbs-\d+\.jpg$/.test(name)).sort()
  const expected = Array.from({ length: plan.sheets }, (_, i) => sheetName(i))
  if (made.join() !== expected.join())
    throw new ToolFailed('ffmpeg', `made ${made.length} sheets of ${plan.sheets}`, '')
  await writeFile(join(folder, trackName), thumbnailTrack(plan, milliseconds(length)))
  return made
}

const milliseconds = ({ frames, rate }: Length): number => Math.round((frames / rate) * 1000)

/** At most 720 lines of it: a store's page shows no more. */
const makePoster = ({ largest }: Film, seconds: number, folder: string, run: Run) => {
  const short = Math.min(largest.width, largest.height)
  const factor = Math.min(1, 720 / short)
  const even = (side: number) => Math.max(2, Math.round((side * factor) / 2) * 2)
  const options = ['-map', '[p]', '-frames:v', '1', '-q:v', '3', '-update', '1', '-f', 'image2']
  return ffmpeg(
    {
      input: { file: largest.file, demuxer: 'mov', options: ['-ss', (Math.floor(seconds * 1000) / 1000).toFixed(3)] },
      filter: `[0:v:0]scale=${even(largest.width)}:${even(largest.height)}[p]`,
      outputs: [{ file: join(folder, posterName), options }],
    },
    run,
  )
}
