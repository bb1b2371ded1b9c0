// Shopify's Toxiproxy between the product and its servers: built once by Go into .matinee/tools, ruled over HTTP.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Child, healthy, startChild } from '../../start/servers/child.ts'
import { own } from '../../start/servers/places.ts'

const version = 'v2.12.0'
const tools = join(own, 'tools')
const program = join(tools, `toxiproxy-${version}`)

/** Why it cannot run here, or undefined: give it to `skip`. */
export const withoutToxiproxy = (): string | undefined =>
  existsSync(program) || spawnSync('go', ['version']).status === 0
    ? undefined
    : 'Toxiproxy needs Go to be built: install the package golang-go'

/** Built elsewhere and renamed, so that two processes at once do not meet half a file. */
const build = async (): Promise<void> => {
  if (existsSync(program)) return
  await mkdir(tools, { recursive: true })
  const folder = await mkdtemp(join(tools, 'building-'))
  try {
    const env = { ...process.env, GOBIN: folder, GOFLAGS: '-trimpath' }
    const limits = { env, timeout: 10 * 60_000, maxBuffer: 10 * 2 ** 20 }
    await promisify(execFile)('go', ['install', `github.com/Shopify/toxiproxy/v2/cmd/server@${version}`], limits)
    await rename(join(folder, 'server'), program)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Acts on what the server sends back, from now on and on connections that are open. */
export type Toxic =
  /** the connection is cut after so many bytes */
  | Readonly<{ type: 'limit_data'; attributes: { bytes: number } }>
  /** nothing comes any more; after so many ms the connection is cut */
  | Readonly<{ type: 'timeout'; attributes: { timeout: number } }>
  | Readonly<{ type: 'latency'; attributes: { latency: number; jitter: number } }>

export type Toxiproxy = Readonly<{
  child: Child
  add(name: string, listen: number, upstream: number): Promise<void>
  /** Down: every connection is cut, none is taken. */
  enable(name: string, enabled: boolean): Promise<void>
  poison(name: string, toxic: Toxic): Promise<void>
  /** As before any poison. */
  cure(name: string): Promise<void>
}>

export const startToxiproxy = async (port: number, logFile: string): Promise<Toxiproxy> => {
  await build()
  const child = startChild({
    name: 'toxiproxy',
    command: program,
    args: ['-host', '127.0.0.1', '-port', String(port)],
    env: { LOG_LEVEL: 'error' },
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
  await healthy(child, 20, () => ask('GET', '/proxies').then(() => true))
  return {
    child,
    add: async (name, listen, upstream) => {
      const at = (of: number) => `127.0.0.1:${of}`
      await ask('POST', '/proxies', { name, listen: at(listen), upstream: at(upstream), enabled: true })
    },
    enable: async (name, enabled) => {
      await ask('POST', `/proxies/${name}`, { enabled })
    },
    poison: async (name, toxic) => {
      await ask('POST', `/proxies/${name}/toxics`, { ...toxic, name: 'poison', stream: 'downstream' })
    },
    cure: async (name) => {
      await ask('DELETE', `/proxies/${name}/toxics/poison`)
    },
  }
}
