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

const [name = '', ...args] = process.argv.slice(2)
try {
  const command = commands[name]
  if (!command) throw new BadArguments(`there is no command ${name}; npm run -s matinee -- help lists them`)
  process.exitCode = await command(args)
} catch (error) {
  if (!(error instanceof BadArguments)) throw error
  console.error(error.message)
  process.exitCode = 2
}
