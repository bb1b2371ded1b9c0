// The servers' own logs: one file each in the data folder, set aside when it has grown.
import fs from 'node:fs'
import path from 'node:path'

const largest = 10 * 2 ** 20

/** Opens for appending; a file over 10 MB becomes `.1` first, so a server never keeps more than twice that. */
export const openLog = (file: string): number => {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > largest) fs.renameSync(file, `${file}.1`)
  return fs.openSync(file, 'a', 0o600)
}

/** The end of a log, for an error message. */
export const lastLines = (file: string, lines = 12): string => {
  try {
    return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return ''
  }
}
