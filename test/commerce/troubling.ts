// Workers that are killed, and workers that stand still until others have their partitions and then wake up: zombies.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from './shop.ts'

export type Troubled = { kills: number; zombies: number }

/** ms: longer than the group waits for a member that says nothing */
const stillFor = 14_000

/** One trouble at a time, of each worker and kind in turn; `wake` begins the next one unless one is going on. */
export const trouble = (workers: readonly Worker[]) => {
  const done: Troubled = { kills: 0, zombies: 0 }
  /** when each began, ms since 1970 */
  const times: number[] = []
  let running: Promise<void> | undefined
  let turn = 0

  const next = async (): Promise<void> => {
    const n = turn++
    const worker = workers[Math.floor(n / 2) % workers.length] as Worker
    times.push(Date.now())
    if (n % 2 === 0) {
      done.kills++
      await worker.kill()
      await worker.start()
      return
    }
    done.zombies++
    const { pid } = worker.process()
    process.kill(pid, 'SIGSTOP')
    await sleep(stillFor)
    process.kill(pid, 'SIGCONT')
  }

  return {
    done,
    times,
    wake: () => {
      running ??= next().finally(() => {
        running = undefined
      })
    },
    settled: async () => running,
  }
}
