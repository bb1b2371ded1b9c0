// A small film with picture and sound, made by ffmpeg.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export type Clip = Readonly<{ file: string; seconds: number; remove(): Promise<void> }>

/** 640 × 360 at 25 pictures a second, with a tone: a ladder of two rungs. */
export const makeClip = async (seconds: number): Promise<Clip> => {
  const folder = await mkdtemp(join(tmpdir(), 'matinee-clip-'))
  const file = join(folder, 'clip.mp4')
  const inputs = [`testsrc2=size=640x360:rate=25`, 'sine=frequency=330:sample_rate=48000']
  const sources = inputs.flatMap((input) => ['-f', 'lavfi', '-i', input])
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...sources, '-t', String(seconds), ...codecs, file])
  return { file, seconds, remove: () => rm(folder, { recursive: true, force: true }) }
}
