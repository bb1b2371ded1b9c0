// A main.ts as a process of its own, as it runs in production: one room, or all of them.
import { closeSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Exit, healthy, startChild } from '../start/servers/child.ts'
import { openLog } from '../start/servers/logs.ts'

export type RoomProcess = Readonly<{
  pid: number
  /** where it said that it listens */
  url: string
  /** all that it wrote: its log lines */
  output(): string
  logFile: string
  /** settles when it is gone, however it ended */
  exited: Promise<Exit>
  kill(): Promise<void>
  /** by SIGTERM */
  stop(): Promise<Exit>
}>

const root = join(import.meta.dirname, '..')

/** Ready when it resolves; throws with the end of its log when it does not come up. */
export const startRoom = async (
  main: string,
  options: Readonly<{
    env: Readonly<Record<string, string>>
    logs: string
    args?: readonly string[]
    /** seconds until it must be ready */
    within?: number
  }>,
): Promise<RoomProcess> => {
  const { env, logs, args = [], within = 120 } = options
  const logFile = join(logs, `${main.replaceAll('/', '-')}.log`)
  // One that has grown large is set aside first.
  closeSync(openLog(logFile))
  const before = statSync(logFile).size
  const command = { command: process.execPath, args: [join(root, main), ...args] }
  // What is stopped ends within 25 s: its own word for what was not stopped in order is heard before it is killed.
  const child = startChild({ name: main, ...command, env, logFile, graceMs: 30_000 })
  const output = () => readFileSync(logFile, 'utf8')
  // Not what an earlier process of this room said.
  const said = () => readFileSync(logFile).subarray(before).toString()
  const url = () => /(?:"url":"|^ready after .*: )(http[^"\s]+)/m.exec(said())?.[1] ?? ''
  const ready = async () => url() !== '' && (await fetch(`${url()}/readyz`)).ok
  await healthy(child, within, ready).catch(async (error: unknown) => {
    await child.stop()
    throw error
  })
  return {
    pid: child.pid,
    url: url(),
    output,
    logFile,
    exited: child.exited,
    kill: async () => {
      process.kill(child.pid, 'SIGKILL')
      await child.exited
    },
    stop: async () => {
      await child.stop()
      return child.exited
    },
  }
}
