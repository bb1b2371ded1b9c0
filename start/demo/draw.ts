// Runs ffmpeg for the demo: it draws films from nothing and opens nobody's file.
import { runConfined } from '../../media-workers/confined.ts'

/** To the end; throws ToolFailed after ten minutes, or when ffmpeg does. */
export const draw = async (args: readonly string[]): Promise<void> => {
  await runConfined('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', ...args], {
    confinement: { memoryBytes: 8 * 2 ** 30, fileBytes: 2 ** 30, wallMs: 600_000, niceness: 5 },
    signal: new AbortController().signal,
  })
}
