// Shopify's Toxiproxy between the product and its servers: ruled over HTTP.
import { type Child, healthy, startChild } from '../../start/servers/child.ts'
import { goProgram } from '../go-program.ts'

const server = goProgram('toxiproxy', 'github.com/Shopify/toxiproxy/v2/cmd/server', 'v2.12.0')

export const withoutToxiproxy = server.without

/** Acts on what the server sends back, from now on and on connections that are open. */
export type Toxic =
  /** the connection is cut after so many bytes */
  | Readonly<{ type: 'limit_data'; attributes: { bytes: number } }>
  /** nothing comes any more; after so many ms the connection is cut */
  | Readonly<{ type: 'timeout'; attributes: { timeout: number } }>
  | Readonly<{ type: 'latency'; attributes: { latency: number; jitter: number } }>
  /** after so many ms the connection is cut as if the other side had crashed */
  | Readonly<{ type: 'reset_peer'; attributes: { timeout: number } }>

export type Toxiproxy = Readonly<{
  child: Child
  /** where the proxy of that name listens */
  port(name: string): number
  add(name: string, listen: number, upstream: number): Promise<void>
  /** Down: every connection is cut, none is taken. */
  enable(name: string, enabled: boolean): Promise<void>
  poison(name: string, toxic: Toxic): Promise<void>
  cure(name: string, toxic: Toxic): Promise<void>
  /** All are up, none is poisoned. */
  reset(): Promise<void>
}>

export const startToxiproxy = async (port: number, logFile: string): Promise<Toxiproxy> => {
  await server.build()
  const child = startChild({
    name: 'toxiproxy',
    command: server.file,
    args: ['-host', '127.0.0.1', '-port', String(port)],
    env: { LOG_LEVEL: 'error', GOMAXPROCS: '1' },
    logFile,
  })
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(`toxiproxy ${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.status === 204 ? undefined : await answer.json()
  }
  const ports = new Map<string, number>()
  await healthy(child, 20, () => ask('GET', '/proxies').then(() => true))
  return {
    child,
    port: (name) => ports.get(name) ?? 0,
    add: async (name, listen, upstream) => {
      ports.set(name, listen)
      const at = (of: number) => `127.0.0.1:${of}`
      await ask('POST', '/proxies', { name, listen: at(listen), upstream: at(upstream), enabled: true })
    },
    enable: async (name, enabled) => {
      await ask('POST', `/proxies/${name}`, { enabled })
    },
    poison: async (name, toxic) => {
      await ask('POST', `/proxies/${name}/toxics`, { ...toxic, name: toxic.type, stream: 'downstream' })
    },
    cure: async (name, toxic) => {
      await ask('DELETE', `/proxies/${name}/toxics/${toxic.type}`)
    },
    reset: async () => {
      await ask('POST', '/reset')
    },
  }
}
