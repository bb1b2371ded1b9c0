// How many queries run at once, how many may wait, and for how long.
import { Refused } from './statement.ts'

export type Queue = Readonly<{ run<T>(work: () => Promise<T>): Promise<T>; waiting(): number }>

const tooMany = (): Refused =>
  new Refused(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many simultaneous queries: try again a little later')

/** Beyond `running` they wait in order; beyond `waiting`, or after `patienceMs`, they are refused (202, HTTP 503). */
export const openQueue = (limits: { running: number; waiting: number; patienceMs: number }): Queue => {
  let running = 0
  const line: { go: () => void }[] = []
  const turn = (): Promise<void> => {
    if (running < limits.running) {
      running++
      return Promise.resolve()
    }
    if (line.length >= limits.waiting) return Promise.reject(tooMany())
    return new Promise((resolve, reject) => {
      const place = {
        go: () => {
          clearTimeout(patience)
          resolve()
        },
      }
      const patience = setTimeout(() => {
        line.splice(line.indexOf(place), 1)
        reject(tooMany())
      }, limits.patienceMs)
      line.push(place)
    })
  }
  // The place of one that ends goes to the next in line, so `running` stays as it is.
  const leave = (): void => {
    const next = line.shift()
    if (next) next.go()
    else running--
  }
  return {
    waiting: () => line.length,
    run: async (work) => {
      await turn()
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
