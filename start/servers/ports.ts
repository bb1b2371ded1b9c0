// Which port a server gets: the one it had, else its usual one, else the next that is free.
import { randomInt } from 'node:crypto'
import net from 'node:net'

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = net.createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })

/** Below the ports that the system gives to outgoing connections: one of those could take it before the server does. */
const QUIET = { from: 12_000, count: 20_000 }

const someQuiet = (): number => QUIET.from + randomInt(QUIET.count)

export const usualPorts = {
  kafka: 9092,
  controller: 9093,
  registry: 8081,
  postgres: 5432,
  clickhouse: 8123,
  redis: 6379,
  sandbox: 8090,
} as const

export type ServerName = keyof typeof usualPorts
export type Ports = Readonly<Record<ServerName, number>>

/** The first free port at or above the wanted one that nobody here has taken yet; 100 tries. */
export const nextFree = async (
  wanted: number,
  taken: ReadonlySet<number>,
  free: (port: number) => Promise<boolean>,
): Promise<number> => {
  for (let port = wanted; port < Math.min(wanted + 100, 65_536); port++)
    if (!taken.has(port) && (await free(port))) return port
  throw new Error(`no free port from ${wanted} to ${wanted + 99}: end what listens there`)
}

/** A port for each server, all different. `any` takes any (tests), otherwise near the usual ones; none of `avoid`. */
export const choosePorts = async (
  host: string,
  before: Partial<Ports> | 'any',
  avoid: readonly number[] = [],
): Promise<Ports> => {
  const taken = new Set(avoid)
  const chosen: Partial<Record<ServerName, number>> = {}
  for (const name of Object.keys(usualPorts) as ServerName[]) {
    const wanted = before === 'any' ? someQuiet() : (before[name] ?? usualPorts[name])
    const port = await nextFree(wanted, taken, (candidate) => isFree(host, candidate))
    taken.add(port)
    chosen[name] = port
  }
  return chosen as Ports
}

/** The web port that was asked for is in use; the message says what to do. */
export class PortTaken extends Error {}

/** The one that was named, or PortTaken; unnamed: 8080 or the next that is free. */
export const webPort = async (host: string, named: number | undefined): Promise<number> => {
  if (named === undefined) return nextFree(8080, new Set(), (port) => isFree(host, port))
  if (await isFree(host, named)) return named
  throw new PortTaken(
    `port ${named} on ${host} is taken, or not ours to take: end what listens there, or name another with --port (without --port a free one is found)`,
  )
}
