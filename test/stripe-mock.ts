// Stripe's own stripe-mock for contract tests: built once by Go into .matinee/tools, started on a free port.
import { execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { own } from '../start/servers/places.ts'

const version = 'v0.203.0'
const tools = join(own, 'tools')
const program = join(tools, `stripe-mock-${version}`)

/** Why stripe-mock cannot run here, or undefined: give it to `skip`. */
export const withoutStripeMock = (): string | undefined => {
  if (existsSync(program) || spawnSync('go', ['version']).status === 0) return undefined
  return 'stripe-mock needs Go to be built: install the package golang-go'
}

/** Built elsewhere and renamed, so that two test processes at once do not meet half a file. */
const build = async (): Promise<void> => {
  if (existsSync(program)) return
  await mkdir(tools, { recursive: true })
  const folder = await mkdtemp(join(tools, 'building-'))
  try {
    const env = { ...process.env, GOBIN: folder, GOFLAGS: '-trimpath' }
    const limits = { env, timeout: 10 * 60_000, maxBuffer: 10 * 2 ** 20 }
    await promisify(execFile)('go', ['install', `github.com/stripe/stripe-mock@${version}`], limits)
    await rename(join(folder, 'stripe-mock'), program)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** `url` takes plain HTTP; both ports are free ones of the loopback. */
export const startStripeMock = async (): Promise<{ url: string; stop(): Promise<void> }> => {
  await build()
  const free = '127.0.0.1:'
  const child = spawn(program, ['-http-addr', free, '-https-addr', free], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /HTTP at address: (\S+)/.exec(line)?.[1]
    // What it says from now on is read and dropped: a full pipe would hold it.
    if (address) child.stdout.resume()
    if (address) return { url: `http://${address}`, stop }
  }
  await ended
  throw new Error('stripe-mock ended before it listened')
}
