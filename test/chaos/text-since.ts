// What was written to a log since a mark: logs grow long in a run of hours, and a long one is set aside as `.1`.
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'

export const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)

export const textSince = (file: string, mark: number): string =>
  sizeOf(file) < mark ? textFrom(`${file}.1`, mark) + textFrom(file, 0) : textFrom(file, mark)

const textFrom = (file: string, mark: number): string => {
  if (!existsSync(file)) return ''
  const opened = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(opened).size - mark))
    return bytes.toString('utf8', 0, readSync(opened, bytes, 0, bytes.length, mark))
  } finally {
    closeSync(opened)
  }
}
