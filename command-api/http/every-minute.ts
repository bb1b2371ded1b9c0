// What a process looks after once a minute, beside requests: one look after the other, the first one at once.
import type { Service } from '../../platform/service.ts'

const everyMs = 60_000

/** What a look throws is `failed`'s to tell; the next one comes in any case. */
export const everyMinute = (name: string, look: () => Promise<void>, failed: (error: unknown) => void): Service => {
  let running: Promise<void> = Promise.resolve()
  const again = () => {
    running = running.then(look).catch(failed)
  }
  const timer = setInterval(again, everyMs).unref()
  again()
  return {
    name,
    ready: Promise.resolve(),
    health: () => ({ ok: true }),
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
