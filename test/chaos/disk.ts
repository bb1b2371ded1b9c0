// A disk of its own for the broker: a file system in a sparse file, to be filled up and to be brought to a stand.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asRoot } from '../as-root.ts'

export type Disk = Readonly<{
  /** to nearly the last byte */
  fill(): void
  empty(): void
  /** Nothing is written and nothing flushed for so long. Resolves when it stands, and then to when it goes on. */
  freeze(seconds: number): Promise<Readonly<{ over: Promise<unknown> }>>
  unmount(): void
}>

const gigabyte = 2 ** 30
/** So much is left when it is full: commands come to it, and soon to its end. */
const left = 2 ** 18

/** The stop ends by itself, even when this process dies in it. */
const stand = 'fsfreeze -f "$1" && { echo stands; sleep "$2"; fsfreeze -u "$1"; }'

/** Throws when file systems cannot be mounted here. */
export const mountDisk = (folder: string): Disk => {
  const image = `${folder}.img`
  writeFileSync(image, '')
  truncateSync(image, 16 * gigabyte)
  mkdirSync(folder, { recursive: true })
  asRoot('mkfs.ext4', '-q', '-F', '-m', '0', image)
  asRoot('mount', '-o', 'loop', image, folder)
  asRoot('chown', `${process.getuid?.()}`, folder)
  const ballast = join(folder, 'ballast')
  const unmount = () => {
    process.off('exit', unmount)
    asRoot('umount', '-l', folder)
    rmSync(image, { force: true })
  }
  process.on('exit', unmount)
  return {
    fill: () => {
      const { bavail, bsize } = statfsSync(folder)
      asRoot('fallocate', '-l', String(bavail * bsize - left), ballast)
    },
    empty: () => void asRoot('rm', '-f', ballast),
    freeze: async (seconds) => {
      const sh = ['sh', '-c', stand, 'sh', folder, String(seconds)]
      const [command = '', ...args] = process.getuid?.() === 0 ? sh : ['sudo', '-n', ...sh]
      const frozen = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const over = once(frozen, 'close')
      const [said] = (await Promise.race([once(frozen.stdout, 'data'), over])) as unknown[]
      if (String(said).trim() !== 'stands') throw new Error(`the disk cannot be brought to a stand: ${said}`)
      return { over }
    },
    unmount,
  }
}
