// A process that asks over HTTP at the moment that it is told to (racer.fixture.ts): for those who race.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Finish, Start } from './racer.fixture.ts'

export const racer = async () => {
  const child: ChildProcess = fork(join(import.meta.dirname, 'racer.fixture.ts'))
  await once(child, 'message')
  const waiting = new Map<number, (finish: Finish) => void>()
  child.on('message', (finish: Finish) => {
    waiting.get(finish.race)?.(finish)
    waiting.delete(finish.race)
  })
  return {
    run: (start: Start) =>
      new Promise<Finish>((resolve) => {
        waiting.set(start.race, resolve)
        child.send(start)
      }),
    close: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
