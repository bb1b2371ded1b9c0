// What everything we started takes of the machine: PSS counts a shared page once, divided among those who share it.
import fs from 'node:fs'

type Process = Readonly<{ pid: number; parent: number }>

const read = (file: string): string => {
  try {
    return fs.readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

const all = (): Process[] =>
  fs
    .readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => {
      const stat = read(`/proc/${pid}/stat`)
      return { pid: Number(pid), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }
    })

/** The process and all below it. */
export const family = (root: number, processes: readonly Process[] = all()): number[] => {
  const found = [root]
  for (const pid of found) for (const each of processes) if (each.parent === pid) found.push(each.pid)
  return found
}

/** Bytes of one process; 0 when it is gone or not ours to look at. */
const pss = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024

export const memoryOf = (root: number): number => family(root).reduce((sum, pid) => sum + pss(pid), 0)

/** Bytes by part and together. */
export type Memory = Readonly<{ together: number; parts: Readonly<Record<string, number>> }>

/** Of this process, its children by name, and whatever else it started. */
export const memoryOfAll = (children: readonly { name: string; pid: number }[]): Memory => {
  const named = Object.fromEntries(children.map(({ name, pid }) => [name, memoryOf(pid)]))
  const together = memoryOf(process.pid)
  const rooms = together - Object.values(named).reduce((sum, bytes) => sum + bytes, 0)
  return { together, parts: { rooms, ...named } }
}
