// A reference in a process of its own, asked over IPC for figures.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Measured } from './in-flight.ts'

/** `count` calls, `width` at once. */
export type Request = Readonly<{ width: number; count: number }>

const answer = async (child: ChildProcess): Promise<unknown> => {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the reference ended with ${code}`)
    }),
  ])
  return message
}

/** The program says something when it is ready, then answers each Request with what it measured, and ends with its parent. */
export const referenceProcess = async (program: string, options: unknown) => {
  // kafkajs as it comes sets timers that Node warns of.
  const execArgv = [...process.execArgv, '--disable-warning=TimeoutNegativeWarning']
  const child = fork(program, [JSON.stringify(options)], { execArgv })
  await answer(child)
  return {
    measure: async (request: Request): Promise<Measured> => {
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

/** The other side: of a program that was started so. */
export const answering = (call: (width: number, count: number) => Promise<Measured>, close: () => Promise<void>) => {
  process.on('message', ({ width, count }: Request) => {
    void call(width, count).then((measured) => process.send?.(measured))
  })
  process.once('disconnect', () => void close().then(() => process.exit(0)))
  process.send?.('ready')
}
