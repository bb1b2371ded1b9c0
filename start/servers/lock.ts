// One owner per data folder: a file that names the process; a dead owner's is taken over once its children are gone.
import fs from 'node:fs'
import path from 'node:path'
import { FolderRefused } from './folder.ts'
import { markedProcesses } from './guard.ts'

type Holder = Readonly<{ pid: number; started: string; owner: string }>

/** When the process began, in clock ticks since boot: tells a process id from its reuse. */
export const startedAt = (pid: number): string | undefined => {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : fields[18]
  } catch {
    return undefined
  }
}

const read = (file: string): Holder | undefined => {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

const claim = (file: string, holder: Holder): boolean => {
  const own = `${file}.${holder.pid}`
  fs.writeFileSync(own, JSON.stringify(holder))
  try {
    fs.linkSync(own, file)
    return true
  } catch {
    return false
  } finally {
    fs.rmSync(own, { force: true })
  }
}

/** Moves a dead owner's file away; false when somebody else was quicker and the file is theirs by now. */
const setAside = (file: string, dead: Holder | undefined): boolean => {
  const aside = `${file}.${process.pid}.stale`
  try {
    fs.renameSync(file, aside)
  } catch {
    return false
  }
  const moved = read(aside)
  if (moved?.pid !== dead?.pid || moved?.started !== dead?.started) {
    fs.renameSync(aside, file)
    return false
  }
  fs.rmSync(aside)
  return true
}

const childrenGone = async (owner: string, seconds: number): Promise<void> => {
  const until = Date.now() + seconds * 1000
  for (let left = markedProcesses(owner); left.length; left = markedProcesses(owner)) {
    if (Date.now() > until)
      throw new FolderRefused(`processes of an earlier run still use this data folder: ${left.join(', ')}; end them`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Takes the folder, or throws FolderRefused naming who has it. Returns what gives it back. */
export const lockFolder = async (folder: string, owner: string): Promise<() => void> => {
  const file = path.join(folder, 'lock')
  const holder: Holder = { pid: process.pid, started: startedAt(process.pid) ?? '', owner }
  for (let tries = 0; !claim(file, holder); tries++) {
    const other = read(file)
    const alive = other && startedAt(other.pid) === other.started
    if (alive || tries > 20)
      throw new FolderRefused(
        `Matinee already runs on ${folder} (process ${other?.pid ?? 'unknown'}): stop that one (Ctrl-C there, or kill ${other?.pid ?? 'PID'}), or give this one a folder of its own with --data DIR`,
      )
    if (other) await childrenGone(other.owner, 20)
    setAside(file, other)
  }
  return () => {
    if (read(file)?.pid === process.pid) fs.rmSync(file, { force: true })
  }
}
