// One server as a child process: its own session, its log in a file, a signal when its parent dies, an orderly end.
import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { lastLines, openLog } from './logs.ts'

export type Exit = Readonly<{ code: number | null; signal: NodeJS.Signals | null }>

export type Child = Readonly<{
  name: string
  pid: number
  logFile: string
  /** Settles once the process is gone; never rejects. */
  exited: Promise<Exit>
  /** Asks with the server's own stop signal, insists after `graceMs`. Safe to call twice. */
  stop(): Promise<void>
  unref(): void
}>

/** `reach` lets a user without rights on a parent folder (a checkout under /root, say) still get at its files. */
export type RunAs = Readonly<{ uid: number; gid: number; reach: boolean }>

export type ChildOptions = Readonly<{
  name: string
  command: string
  args: readonly string[]
  logFile: string
  cwd?: string
  env?: Readonly<Record<string, string>>
  as?: RunAs
  stopWith?: NodeJS.Signals
  graceMs?: number
}>

const onPath = (command: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => folder && fs.existsSync(path.join(folder, command)))

const setpriv = onPath('setpriv')

const privileges = ({ uid, gid, reach }: RunAs): string[] => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  ...(reach ? ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'] : []),
]

/** util-linux's setpriv execs the command, so the process id stays the one we know. */
const supervised = ({ command, args, as, stopWith = 'SIGTERM' }: ChildOptions): [string, string[]] =>
  setpriv
    ? ['setpriv', [`--pdeathsig=${stopWith.slice(3)}`, ...(as ? privileges(as) : []), '--', command, ...args]]
    : [command, [...args]]

const whenExited = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', () => resolve({ code: 127, signal: null }))
  })

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // already gone
  }
}

/** Starts the process; a session of its own keeps the terminal's Ctrl-C from reaching it before we end it in order. */
export const startChild = (options: ChildOptions): Child => {
  const { name, logFile, cwd, env, as, stopWith = 'SIGTERM', graceMs = 15_000 } = options
  const log = openLog(logFile)
  const [command, args] = supervised(options)
  const child = spawn(command, args, {
    ...(cwd ? { cwd } : {}),
    ...(as && !setpriv ? { uid: as.uid, gid: as.gid } : {}),
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
    detached: true,
  })
  fs.closeSync(log)
  const exited = whenExited(child)
  const pid = child.pid
  if (pid === undefined) throw new Error(`${name}: ${command} could not be started; is it installed?`)
  const end = async (): Promise<void> => {
    send(pid, stopWith)
    const insist = setTimeout(() => send(pid, 'SIGKILL'), graceMs)
    await exited
    clearTimeout(insist)
  }
  let stopping: Promise<void> | undefined
  let gone = false
  void exited.then(() => {
    gone = true
  })
  const stop = (): Promise<void> => {
    if (gone) return Promise.resolve()
    stopping ??= end()
    return stopping
  }
  return { name, pid, logFile, exited, stop, unref: () => child.unref() }
}

/** Polls `check` until it holds; a child that ends first, or time that runs out, is an Error with its last log lines. */
export const healthy = async (child: Child, seconds: number, check: () => Promise<boolean>): Promise<void> => {
  let gone: Exit | undefined
  void child.exited.then((exit) => {
    gone = exit
  })
  const until = Date.now() + seconds * 1000
  while (!(await check().catch(() => false))) {
    const why = gone
      ? `ended (${gone.signal ?? gone.code})`
      : Date.now() > until
        ? `not ready in ${seconds} s`
        : undefined
    if (why) throw new Error(`${child.name} ${why}; its log ${child.logFile} ends:\n${lastLines(child.logFile)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
