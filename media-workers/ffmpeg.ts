// The one file that starts ffmpeg. fluent-ffmpeg puts the command line together and nothing else: its own runner can
// neither limit a process nor take it down with ours.
import Fluent from 'fluent-ffmpeg'
import { type Run, runConfined } from './confined.ts'

export type FfmpegInput = Readonly<{ file: string; demuxer: string; options?: readonly string[] }>
export type FfmpegOutput = Readonly<{ file: string; options: readonly string[] }>
export type FfmpegCommand = Readonly<{ input: FfmpegInput; filter?: string; outputs: readonly FfmpegOutput[] }>

/** Only files, and only by the demuxer that the file's first bytes called for: no playlist can make it open another. */
export const safely = (demuxer: string): string[] => ['-protocol_whitelist', 'file,pipe', '-f', demuxer]

/** The command line without the name of the tool. */
export const ffmpegArguments = ({ input, filter, outputs }: FfmpegCommand): readonly string[] => {
  const command = Fluent()
    .input(`file:${input.file}`)
    .inputOptions(['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-progress', 'pipe:1'])
    .inputOptions([...(input.options ?? []), ...safely(input.demuxer)])
  if (filter) command.complexFilter(filter)
  for (const { file, options } of outputs) command.output(`file:${file}`).outputOptions([...options])
  return (command as unknown as { _getArguments(): string[] })._getArguments()
}

/** Runs to the end; `run.onLine` gets the progress lines. Throws ToolFailed, or the signal's reason. */
export const ffmpeg = async (command: FfmpegCommand, run: Run): Promise<void> => {
  await runConfined('ffmpeg', ['-y', ...ffmpegArguments(command)], { onLine: () => undefined, ...run })
}

/** `6.1.1` of "ffmpeg version 6.1.1-…". */
export const ffmpegVersion = async (run: Run): Promise<string> => {
  const said = await runConfined('ffmpeg', ['-hide_banner', '-version'], run)
  return /^ffmpeg version (\S+)/.exec(said)?.[1] ?? 'unknown'
}
