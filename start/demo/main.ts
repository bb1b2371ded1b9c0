// `matinee demo`: walks the main job once and says how each step went; the smoke test of an installation.
import { demoArguments } from './arguments.ts'
import { draw } from './draw.ts'
import { type Step, walk } from './walk.ts'

const line = ({ name, ok, ms, detail }: Step): string =>
  `${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(22)} ${(ms / 1000).toFixed(2).padStart(7)} s${detail ? `  ${detail}` : ''}`

/** Exit code 0 when every step went well. With --json one document on stdout, progress on stderr. */
export const runDemo = async (args: readonly string[]): Promise<number> => {
  const { url, people, json } = await demoArguments(args)
  const say = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`)
  const result = await walk({ url, people, ffmpeg: draw, onStep: (step) => say(line(step)) })
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
  else say(result.ok ? 'the main job works, end to end' : 'a step failed')
  return result.ok ? 0 : 1
}
