// The data folder: whose it is, of which version, and who uses it now. Refuses clearly what it cannot open.
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** Rises when the layout of the folder changes; `migrations` then holds the step from the one before. */
export const dataFormat = 1

/** The step that takes a folder from the format of its index to the next one. */
const migrations: Readonly<Record<number, (folder: string) => void>> = {}

export type Identity = Readonly<{ product: 'matinee'; format: number; installation: string; partitions: number }>

/** A data folder that cannot be used; the message says what to do. */
export class FolderRefused extends Error {}

const identityFile = (folder: string): string => path.join(folder, 'matinee.json')

const write = (folder: string, identity: Identity): Identity => {
  fs.writeFileSync(`${identityFile(folder)}.new`, `${JSON.stringify(identity, undefined, 2)}\n`, { mode: 0o600 })
  fs.renameSync(`${identityFile(folder)}.new`, identityFile(folder))
  return identity
}

const makeWritable = (folder: string): void => {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
    const probe = path.join(folder, `.probe-${process.pid}`)
    fs.writeFileSync(probe, '')
    fs.rmSync(probe)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new FolderRefused(
      `the data folder ${folder} cannot be written (${code}): make it yours (chown -R "$(id -u)" '${folder}'), free some space, or choose another with --data DIR`,
    )
  }
}

const read = (folder: string): Partial<Identity> | undefined => {
  try {
    return JSON.parse(fs.readFileSync(identityFile(folder), 'utf8')) as Partial<Identity>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return {}
  }
}

/** What a folder in use says of itself; undefined for any other. */
export const readFolder = (folder: string): Identity | undefined => {
  const found = read(folder)
  return found?.product === 'matinee' && found.format === dataFormat ? (found as Identity) : undefined
}

/** What the folder says of itself, brought to the current format; a new folder gets its installation id. */
export const openFolder = (folder: string, partitions: number, format = dataFormat, steps = migrations): Identity => {
  makeWritable(folder)
  const found = read(folder)
  if (!found) {
    const foreign = fs.readdirSync(folder).filter((entry) => !['lock', 'logs', 'secrets.json'].includes(entry))
    if (foreign.length)
      throw new FolderRefused(
        `${folder} holds files that are not ours (${foreign.slice(0, 3).join(', ')}): choose an empty folder with --data DIR`,
      )
    const installation = `m${randomUUID().slice(0, 8)}`
    return write(folder, { product: 'matinee', format, installation, partitions })
  }
  if (found.product !== 'matinee' || typeof found.format !== 'number' || !found.installation || !found.partitions)
    throw new FolderRefused(
      `${identityFile(folder)} is not a data folder's description of ours: choose another folder with --data DIR, or empty this one with npm run reset`,
    )
  if (found.format > format)
    throw new FolderRefused(
      `the data folder ${folder} was written by a newer version (format ${found.format}; this one knows ${format}): update the checkout, or choose another folder with --data DIR`,
    )
  let identity = found as Identity
  while (identity.format < format) {
    const step = steps[identity.format]
    if (!step)
      throw new FolderRefused(
        `no way from data format ${identity.format} to ${format}: restore a backup or npm run reset`,
      )
    step(folder)
    identity = write(folder, { ...identity, format: identity.format + 1 })
  }
  return identity
}
