// Looks at a source: first bytes, then ffprobe's header, then every packet, so that a lie is found before the encode.
import { open } from 'node:fs/promises'
import { type Confinement, runConfined, ToolFailed } from '../confined.ts'
import { safely } from '../ffmpeg.ts'
import type { MediaLimits } from '../limits.ts'
import { MediaRefused } from '../refused.ts'
import { endsInsideBox } from './boxes.ts'
import { type Demuxer, sniff, sniffBytes } from './sniff.ts'
import { type Probed, type Scan, type Source, sourceOf } from './source.ts'

export type ProbedSource = Source & Readonly<{ demuxer: Demuxer }>

/** Throws MediaRefused when the film is the reason, ToolFailed when it is not. */
export const probe = async (file: string, limits: MediaLimits, signal: AbortSignal): Promise<ProbedSource> => {
  const { head, bytes } = await beginning(file)
  const sniffed = sniff(head)
  if (sniffed.kind !== 'container') throw new MediaRefused(sniffed.kind)

  if (sniffed.demuxer === 'mov' && (await endsInsideBox(file))) throw new MediaRefused('truncated')

  const { memoryBytes, niceness, stallMs } = limits
  const confinement: Confinement = { memoryBytes, niceness, fileBytes: 0, wallMs: 60_000 }
  const ask = (...what: string[]) => ['-v', 'error', ...safely(sniffed.demuxer), ...what, '-i', `file:${file}`]

  const said = await runConfined('ffprobe', ask('-show_format', '-show_streams', '-of', 'json'), {
    confinement,
    signal,
  }).catch(unreadable)
  const probed = JSON.parse(said) as Probed

  const packets = packetReader()
  await runConfined('ffprobe', ask('-show_entries', `packet=${packetFields}`, '-of', 'csv=p=0'), {
    confinement: { ...confinement, wallMs: 60_000 + bytes / 1000, stallMs },
    signal,
    onLine: packets.line,
  }).catch(unreadable)
  return { ...sourceOf(probed, packets.scan, bytes, limits), demuxer: sniffed.demuxer }
}

const beginning = async (file: string) => {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0)
    return { head: buffer.subarray(0, bytesRead), bytes: (await handle.stat()).size }
  } finally {
    await handle.close()
  }
}

/** An exit code is the file's fault: it began like a container and is none. Everything else is ours. */
const unreadable = (error: unknown): never => {
  if (!(error instanceof ToolFailed) || !error.why.startsWith('exit code')) throw error
  const cut = /moov atom not found|partial file|End of file|Truncat/i.test(error.said)
  throw new MediaRefused(cut ? 'truncated' : 'damaged', undefined, error)
}

const packetFields = 'stream_index,pts_time,dts_time,duration_time'

/** Reads ffprobe's lines `0,1.200000,1.160000,0.040000` into what each stream holds. */
export const packetReader = () => {
  const scan = new Map<number, { packets: number; start: number; end: number; last: number }>()
  const line = (text: string): void => {
    const [stream, pts, dts, duration] = text.split(',').map(Number)
    const at = Number.isFinite(pts) ? pts : dts
    if (stream === undefined || at === undefined || !Number.isFinite(at)) return
    const seen = scan.get(stream)
    const guess = Math.max(0, at - (seen?.last ?? at))
    const end = at + (duration !== undefined && Number.isFinite(duration) ? duration : guess)
    if (seen) {
      seen.last = at
      seen.packets += 1
      seen.start = Math.min(seen.start, at)
      seen.end = Math.max(seen.end, end)
    } else scan.set(stream, { packets: 1, start: at, end, last: at })
  }
  return { line, scan: scan as Scan }
}
