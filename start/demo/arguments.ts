// Which running system a command of the demo is about, and as whom: from arguments, the data folder, the environment.
import { parseArgs } from 'node:util'
import { running } from '../cli/running.ts'
import { BadArguments, defaultData, fromCaller } from '../options.ts'
import { type DemoPeople, demoPeopleFrom, readDemoPeople } from './people.ts'

export type DemoArguments = Readonly<{ url: string; people: DemoPeople; json: boolean }>

const read = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: { url: { type: 'string' }, data: { type: 'string' }, json: { type: 'boolean', default: false } },
    }).values
  } catch (error) {
    throw new BadArguments(
      `${(error as Error).message.split('. To specify')[0]}; it takes --url URL, --data DIR, --json`,
    )
  }
}

/** The address and log-ins of `matinee demo`; throws BadArguments that says what is missing. */
export const demoArguments = async (args: readonly string[]): Promise<DemoArguments> => {
  const values = read(args)
  const folder = values.data ? fromCaller(values.data) : defaultData
  const url = values.url ?? running(values.data, false).MATINEE_PUBLIC_URL
  if (!url) throw new BadArguments('nothing runs there: npm start first, or name its address with --url URL')
  const people = demoPeopleFrom(process.env) ?? (await readDemoPeople(folder))
  if (!people)
    throw new BadArguments(
      `no demo people in ${folder}: start once without --no-demo, or set MATINEE_DEMO_VIEWER, MATINEE_DEMO_SELLER and MATINEE_DEMO_OPERATOR to login:password`,
    )
  return { url, people, json: values.json }
}
