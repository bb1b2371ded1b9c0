// Where attempts work: a folder per process and attempt, so that what a dead process left is known and removed.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

export type WorkFolders = Readonly<{
  /** Makes the folder of an attempt. */
  open(attempt: string): Promise<string>
  remove(attempt: string): Promise<void>
}>

/** Removes the folders of processes that are no more, whatever ended them; those of living ones stay. */
export const openWorkFolders = async (root: string): Promise<WorkFolders> => {
  await mkdir(root, { recursive: true })
  for (const owner of await readdir(root)) {
    if (!(await isAlive(owner))) await rm(join(root, owner), { recursive: true, force: true })
  }
  const mine = join(root, `${process.pid}-${await startOf(process.pid)}`)
  return {
    open: async (attempt) => {
      const folder = join(mine, attempt)
      await mkdir(folder, { recursive: true })
      return folder
    },
    remove: (attempt) => rm(join(mine, attempt), { recursive: true, force: true }),
  }
}

/** `4711-123456`: a process id may come again, with its start time it does not. */
const isAlive = async (owner: string): Promise<boolean> => {
  const [, pid, start] = /^(\d+)-(\d+)$/.exec(owner) ?? []
  return pid !== undefined && (await startOf(Number(pid))) === start
}

/** When the kernel started a process, in ticks since boot: field 22 of proc(5); undefined when there is none. */
const startOf = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19)
}
