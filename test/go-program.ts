// A program that Go builds from a module, for tests only: built once into .matinee/tools.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { own } from '../start/servers/places.ts'

export type GoProgram = Readonly<{
  /** where it stands once it is built */
  file: string
  /** Why it cannot be had here, or undefined: give it to `skip`. */
  without(): string | undefined
  /** Resolves when `file` is there; throws what Go says. Builds once. */
  build(): Promise<void>
}>

/** `path` is the package to install, whose last part names what Go builds. */
export const goProgram = (name: string, path: string, version: string): GoProgram => {
  const tools = join(own, 'tools')
  const file = join(tools, `${name}-${version}`)
  return {
    file,
    without: () =>
      existsSync(file) || spawnSync('go', ['version']).status === 0
        ? undefined
        : `${name} needs Go to be built: install the package golang-go`,
    // Built elsewhere and renamed, so that two test processes at once do not meet half a file.
    build: async () => {
      if (existsSync(file)) return
      await mkdir(tools, { recursive: true })
      const folder = await mkdtemp(join(tools, 'building-'))
      try {
        const env = { ...process.env, GOBIN: folder, GOFLAGS: '-trimpath' }
        const limits = { env, timeout: 10 * 60_000, maxBuffer: 10 * 2 ** 20 }
        await promisify(execFile)('go', ['install', `${path}@${version}`], limits)
        await rename(join(folder, basename(path)), file)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}
