// Inputs for the specs: small films made by ffmpeg's own sources, and broken ones made from them.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** 5.28 s, 1280x720, 25 frames per second, H.264 with AAC 5.1. */
export const bigBuckBunny = fileURLToPath(new URL('../start/demo/films/bigbuckbunny.mp4', import.meta.url))

/** A folder of its own for a spec file, removed after its tests. */
export const specFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'matinee-media-'))
  after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Runs a tool on test material and returns what it said. */
export const tool = async (name: string, ...args: string[]): Promise<string> => {
  const { stdout } = await run('nice', [name, '-v', 'error', ...args], { maxBuffer: 2 ** 24 })
  return stdout
}

/** Writes a film with ffmpeg's arguments (inputs, codecs) and returns its path. */
export const film = async (folder: string, name: string, ...args: string[]): Promise<string> => {
  const path = join(folder, name)
  await tool('ffmpeg', '-y', '-nostdin', ...args, path)
  return path
}

export const picture = (size: string, rate: string | number, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`],
]
export const sound = (seconds: number): string[] => ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`]
export const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']

/** A copy with some bytes changed. */
export const altered = async (
  folder: string,
  name: string,
  from: string,
  change: (bytes: Buffer) => Buffer | undefined,
): Promise<string> => {
  const bytes = await readFile(from)
  const path = join(folder, name)
  await writeFile(path, change(bytes) ?? bytes)
  return path
}

/** Makes an MP4's headers declare this duration, whatever is in it. */
export const declaring = (seconds: number) => (bytes: Buffer) => {
  for (const [box, scaleAt] of [
    ['mvhd', 16],
    ['mdhd', 16],
  ] as const) {
    for (let at = bytes.indexOf(box); at !== -1; at = bytes.indexOf(box, at + 4)) {
      const scale = bytes.readUInt32BE(at + scaleAt)
      bytes.writeUInt32BE(Math.min(0xffff_fffe, seconds * scale), at + scaleAt + 4)
    }
  }
  const movieScale = bytes.readUInt32BE(bytes.indexOf('mvhd') + 16)
  for (let at = bytes.indexOf('tkhd'); at !== -1; at = bytes.indexOf('tkhd', at + 4))
    bytes.writeUInt32BE(seconds * movieScale, at + 24)
  return bytes
}
