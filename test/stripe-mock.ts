// Stripe's own stripe-mock for contract tests: started on a free port.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { goProgram } from './go-program.ts'

const mock = goProgram('stripe-mock', 'github.com/stripe/stripe-mock', 'v0.203.0')

export const withoutStripeMock = mock.without

/** `url` takes plain HTTP; both ports are free ones of the loopback. */
export const startStripeMock = async (): Promise<{ url: string; stop(): Promise<void> }> => {
  await mock.build()
  const free = '127.0.0.1:'
  const child = spawn(mock.file, ['-http-addr', free, '-https-addr', free], { stdio: ['ignore', 'pipe', 'inherit'] })
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
