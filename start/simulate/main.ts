// `matinee simulate --viewers N --seed S [--seconds T] [--url URL] [--data DIR]`.
import { parseArgs } from 'node:util'
import { running } from '../cli/running.ts'
import { BadArguments } from '../options.ts'
import { simulate } from './simulate.ts'

const whole = (name: string, text: string, most: number): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new BadArguments(`--${name} ${text}: a whole number from 0 to ${most}`)
  return value
}

const read = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        viewers: { type: 'string', default: '200' },
        seed: { type: 'string', default: '1' },
        seconds: { type: 'string', default: '60' },
        url: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new BadArguments((error as Error).message)
  }
}

/** Exit code 0; throws BadArguments, or when nobody could play anything. */
export const runSimulate = async (args: readonly string[]): Promise<number> => {
  const values = read(args)
  const env = running(values.data, false)
  const url = values.url ?? env.MATINEE_PUBLIC_URL
  const setupSecret = process.env.MATINEE_SETUP_SECRET ?? env.MATINEE_SETUP_SECRET
  if (!url || !setupSecret)
    throw new BadArguments('nothing runs there: npm start first, or --url URL and MATINEE_SETUP_SECRET')
  const tally = await simulate({
    url,
    setupSecret,
    viewers: whole('viewers', values.viewers, 5_000),
    seed: whole('seed', values.seed, 2 ** 31),
    seconds: whole('seconds', values.seconds, 3_600),
    say: (text) => process.stderr.write(`${text}\n`),
  })
  process.stdout.write(`${JSON.stringify(tally)}\n`)
  return 0
}
