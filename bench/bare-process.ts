// Starts the bare loop's process and asks it for figures.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Measured } from './in-flight.ts'

/** `bytes` of a value of each topic: chosen so that a whole record has as many as ours. */
export type BareOptions = Readonly<{
  brokers: readonly string[]
  topics: Readonly<{ commands: string; events: string; replies: string }>
  bytes: Readonly<{ command: number; event: number }>
  partitions: number
  run: string
}>
export type BareRequest = Readonly<{ width: number; count: number }>

const answer = async (child: ChildProcess): Promise<unknown> => {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the bare loop ended with ${code}`)
    }),
  ])
  return message
}

export const bareProcess = async (options: BareOptions) => {
  const child = fork(join(import.meta.dirname, 'bare-worker.ts'), [JSON.stringify(options)])
  await answer(child)
  return {
    measure: async (request: BareRequest): Promise<Measured> => {
      child.send(request)
      return (await answer(child)) as Measured
    },
    close: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
