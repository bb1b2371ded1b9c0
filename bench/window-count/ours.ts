// Ours: as many processes as the reference has threads; both keep their processes from round to round.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { job } from './job.ts'
import type { Asked, Told } from './worker.ts'

export type Counter = Readonly<{
  /** Begins a round once all partitions are held. */
  begin(round: number): Promise<void>
  /** Ends it; CPU seconds of all processes since they began. */
  end(): Promise<number>
  close(): Promise<void>
}>

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

export const ours = (env: Readonly<Record<string, string>>): Counter => {
  const processes = Array.from({ length: job.threads }, () => fork(worker, { env: { ...process.env, ...env } }))
  const ask = (asked: Asked) => processes.map((one) => one.send(asked))

  const told = (one: ChildProcess, isIt: (told: Told) => boolean): Promise<Told> =>
    new Promise((resolve, reject) => {
      const done = () => void one.off('message', heard).off('exit', failed)
      const heard = (message: Told) => {
        if (!isIt(message)) return
        done()
        resolve(message)
      }
      const failed = () => {
        done()
        reject(new Error('a process of the measurement ended'))
      }
      one.on('message', heard).on('exit', failed)
    })

  return {
    begin: async (round) => {
      const share = job.partitions / job.threads
      const all = processes.map((one) => told(one, (message) => 'holds' in message && message.holds === share))
      ask({ round })
      await Promise.all(all)
      ask('read')
    },
    end: async () => {
      const all = processes.map((one) => told(one, (message) => 'stopped' in message))
      ask('stop')
      const ends = await Promise.all(all)
      return ends.reduce((sum, one) => sum + ('cpu' in one ? one.cpu : 0), 0)
    },
    close: async () => {
      const all = processes.map((one) => once(one, 'exit'))
      for (const one of processes) one.disconnect()
      await Promise.all(all)
    },
  }
}
