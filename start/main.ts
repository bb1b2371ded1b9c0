// `npm start`: the embedded servers, then every room in this one process, until Ctrl-C.
import { createLogger } from '../platform/logger.ts'
import { endWith } from './ending.ts'
import { readEnvironment } from './external.ts'
import { memoryOfAll } from './memory.ts'
import { BadArguments, type Rooms, readOptions, type StartOptions } from './options.ts'
import { runRooms } from './rooms.ts'
import { readEndpoints, writeEndpoints } from './servers/environment.ts'
import { FolderRefused } from './servers/folder.ts'
import { type EmbeddedServers, embeddedServers } from './servers/index.ts'
import { PortTaken, webPort } from './servers/ports.ts'

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`
const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`

// The rooms log for operators; here a person looks on, and the servers keep logs of their own.
process.env.MATINEE_LOG_LEVEL ??= 'warn'

const origin = (host: string, port: number): string => {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

const showMemory = (servers: EmbeddedServers | undefined): void => {
  const { together, parts } = memoryOfAll(servers?.children ?? [])
  const each = Object.entries(parts).map(([name, bytes]) => `${name} ${megabytes(bytes)}`)
  say(`memory ${megabytes(together)} together (PSS): ${each.join(', ')}`)
}

const embedded = async ({ dataDir }: StartOptions, publicUrl: string, port: number): Promise<EmbeddedServers> => {
  say(`servers, with their data in ${dataDir}`)
  return embeddedServers({
    dataDir,
    publicUrl,
    avoid: [port],
    logger: createLogger('servers'),
    onReady: (name, milliseconds) => say(`  ${name.padEnd(11)} ready after ${(milliseconds / 1000).toFixed(1)} s`),
  })
}

const run = async (options: StartOptions): Promise<void> => {
  const began = performance.now()
  let servers: EmbeddedServers | undefined
  let opening: Promise<Rooms> | undefined
  let isStopping = false
  const end = endWith(async () => {
    isStopping = true
    say('\nstopping: what was acknowledged is kept')
    const rooms = await opening?.catch(() => undefined)
    await rooms?.stop()
    await servers?.stop()
  }, say)
  const up = async (): Promise<void> => {
    const port = await webPort(options.host, options.port)
    const url = origin(options.host, port)
    if (!options.external) servers = await embedded(options, url, port)
    servers?.broken.catch((error: Error) => {
      say(`a server is gone, so all of it stops: ${error.message}`)
      end(1)
    })
    const env = {
      ...(servers?.env ?? readEnvironment()),
      MATINEE_HOST: options.host,
      MATINEE_PORT: String(port),
      MATINEE_PUBLIC_URL: process.env.MATINEE_PUBLIC_URL ?? url,
    }
    opening = runRooms(env, { ...options, say })
    const rooms = await opening
    if (servers) {
      const { host, ports } = readEndpoints(options.dataDir)
      if (host && ports) writeEndpoints(options.dataDir, { host, ports, url })
    }
    await rooms.ready
    say(`ready after ${seconds(began)}: ${url}`)
    showMemory(servers)
    await rooms.afterwards?.()
    say('Ctrl-C stops it')
  }
  await up().catch((error: unknown) => {
    // What breaks off because it is being stopped is no fault.
    if (!isStopping) throw error
  })
}

try {
  await run(readOptions(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof BadArguments || error instanceof FolderRefused || error instanceof PortTaken)) throw error
  console.error(error.message)
  process.exit(1)
}
