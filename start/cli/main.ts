// The command line's programs. doctor, reset and help never come this far: the bootstrap answers them itself.
import { BadArguments } from '../options.ts'

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  events: async (args) => (await import('./events.ts')).events(args),
  projection: async (args) => (await import('./projection.ts')).projection(args),
  replay: async (args) => (await import('./replay.ts')).replay(args),
  person: async (args) => (await import('./person.ts')).person(args),
  dlq: async (args) => (await import('./dlq.ts')).dlq(args),
  demo: async (args) => (await import('../demo/main.ts')).runDemo(args),
  simulate: async (args) => (await import('../simulate/main.ts')).runSimulate(args),
}

/** What the person at the keyboard got wrong, in a line; undefined when it is not that. */
const wrongArguments = (error: unknown): string | undefined => {
  if (error instanceof BadArguments) return error.message
  const { code, message } = error as { code?: unknown; message: string }
  // Of `parseArgs`: an unknown option, or one without its value.
  return String(code).startsWith('ERR_PARSE_ARGS') ? message.split('. To specify')[0] : undefined
}

const [name = '', ...args] = process.argv.slice(2)
try {
  const command = commands[name]
  if (!command) throw new BadArguments(`there is no command ${name}; npm run -s matinee -- help lists them`)
  process.exitCode = await command(args)
} catch (error) {
  const wrong = wrongArguments(error)
  if (wrong === undefined) throw error
  console.error(wrong)
  process.exitCode = 2
}
