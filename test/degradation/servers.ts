// Each server that the product needs, to be taken away from it and given back: Kafka by its process, the others by a proxy.
import type { Through } from '../app.ts'
import { type Broker, startBroker } from '../gate/broker.ts'
import { type TcpProxy, tcpProxy } from '../tcp-proxy.ts'

export const servers = ['Kafka', 'Postgres', 'ClickHouse', 'Redis', 'registry', 'payments'] as const
export type Server = (typeof servers)[number]

/** The proof's: they do not refuse but say nothing any more, on what is open already too, as when a network is cut. */
export const areSilent = process.env.MATINEE_PROOF_SILENT === '1'

const variables: Readonly<Record<Exclude<Server, 'Kafka'>, string>> = {
  Postgres: 'MATINEE_POSTGRES',
  ClickHouse: 'MATINEE_CLICKHOUSE',
  Redis: 'MATINEE_REDIS',
  registry: 'MATINEE_REGISTRY',
  payments: 'MATINEE_PAYMENTS_URL',
}
const usualPorts: Readonly<Record<string, number>> = { 'postgres:': 5432, 'redis:': 6379, 'http:': 80 }

export type Takeable = Readonly<{
  /** the broker of an installation that is to be taken away whole */
  kafka: string
  /** for appProcess: every other server behind its proxy */
  through: Through
  /** Nobody answers there any more. */
  takeAway(server: Server): Promise<void>
  giveBack(server: Server): Promise<void>
  close(): Promise<void>
}>

export const takeableServers = async (): Promise<Takeable> => {
  const broker: Broker = await startBroker()
  const proxies = new Map<Server, TcpProxy>()
  return {
    kafka: broker.address,
    through: async (env) => {
      const changed: Record<string, string> = {}
      for (const [server, variable] of Object.entries(variables)) {
        const url = new URL(env[variable] ?? '')
        const proxy = await tcpProxy({ host: url.hostname, port: Number(url.port) || (usualPorts[url.protocol] ?? 0) })
        proxies.set(server as Server, proxy)
        url.host = `127.0.0.1:${proxy.port}`
        changed[variable] = url.href.replace(/\/$/, '')
      }
      return changed
    },
    takeAway: async (server) => {
      if (server === 'Kafka') await broker.kill()
      else await proxies.get(server)?.set(areSilent ? 'stalled' : 'refuse')
    },
    giveBack: async (server) => {
      if (server === 'Kafka') await broker.start()
      else await proxies.get(server)?.set('pass')
    },
    close: async () => {
      for (const proxy of proxies.values()) await proxy.close()
      await broker.close()
    },
  }
}
