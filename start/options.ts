// The arguments of `npm start`, read strictly: an unknown one is an error with the list of those there are.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { own } from './servers/places.ts'

export type StartOptions = Readonly<{
  demo: boolean
  /** Undefined: 8080, or the next one that is free. One that was named is taken or refused, never moved. */
  port: number | undefined
  host: string
  dataDir: string
  /** The servers run elsewhere and stand in the environment. */
  external: boolean
}>

/** What the person at the keyboard got wrong; the message says how it is right. */
export class BadArguments extends Error {}

const portOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new BadArguments(`--port ${text}: a port is a number from 1 to 65535`)
  return port
}

/** npm runs scripts in the checkout; INIT_CWD is the folder it was called in, which a relative path means. */
export const fromCaller = (file: string, env: NodeJS.ProcessEnv = process.env): string =>
  path.resolve(env.INIT_CWD ?? process.cwd(), file)

export const defaultData = path.join(own, 'data')

export const readOptions = (argv: readonly string[], env: NodeJS.ProcessEnv = process.env): StartOptions => {
  try {
    const { values } = parseArgs({
      args: [...argv],
      strict: true,
      allowNegative: true,
      options: {
        demo: { type: 'boolean', default: true },
        port: { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string' },
        external: { type: 'boolean', default: false },
      },
    })
    return {
      demo: values.demo,
      port: portOf(values.port),
      host: values.host,
      dataDir: values.data ? fromCaller(values.data, env) : defaultData,
      external: values.external,
    }
  } catch (error) {
    if (error instanceof BadArguments) throw error
    throw new BadArguments(
      `${(error as Error).message.split('. To specify')[0]}; npm start -- --help lists the options`,
    )
  }
}

/** All rooms in this process, composed by start/rooms.ts. */
export type Rooms = Readonly<{
  /** Commands are taken and views are caught up. */
  ready: Promise<void>
  /** What follows once it is ready: the demo's films and people, the audience. */
  afterwards?(): Promise<void>
  stop(): Promise<void>
}>

export type RunRooms = (
  env: Readonly<Record<string, string>>,
  options: StartOptions & Readonly<{ say(text: string): void }>,
) => Promise<Rooms>
