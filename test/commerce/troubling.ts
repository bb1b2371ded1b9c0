// Workers that are killed, and workers that stand still until others have their partitions and then wake up: zombies.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Span } from './counting.ts'
import type { Worker } from './shop.ts'

export type Troubles = ReturnType<typeof trouble>

/** `times`: from when until when each went on, ms since 1970 */
export type Troubled = { kills: number; zombies: number; readonly times: Span[] }

/** ms: longer than the group waits for a member that says nothing */
const stillFor = 14_000

/** ms: in which whoever was killed or woke up works */
const between = 5_000

/** Both kinds at once, then one after the other of each worker and kind in turn, until `end`. */
export const trouble = (workers: readonly Worker[]) => {
  const done: Troubled = { kills: 0, zombies: 0, times: [] }
  let ended = false

  const killed = async (worker: Worker): Promise<void> => {
    const began = Date.now()
    await worker.kill()
    await worker.start()
    done.kills++
    done.times.push([began, Date.now()])
  }

  const still = async (worker: Worker): Promise<void> => {
    const began = Date.now()
    const { pid } = worker.process()
    process.kill(pid, 'SIGSTOP')
    await sleep(stillFor)
    process.kill(pid, 'SIGCONT')
    done.zombies++
    done.times.push([began, Date.now()])
  }

  const all = async (): Promise<void> => {
    const [first, second] = workers as readonly [Worker, Worker]
    await Promise.all([killed(first), still(second)])
    for (let n = 0; !ended; n++) {
      await sleep(between)
      await (n % 2 ? still : killed)(workers[Math.floor(n / 2) % workers.length] as Worker)
    }
  }
  const running = all()
  // Whoever waits for the end hears of it; until then it is nobody's.
  running.catch(() => undefined)

  return {
    done,
    /** Resolves when the last one is over: nobody stands still any more. */
    end: async (): Promise<void> => {
      ended = true
      await running
    },
  }
}
