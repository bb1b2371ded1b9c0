// A Python of its own with pinned packages, made once and kept with the set-up's other tools (.matinee).
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { own } from '../start/servers/places.ts'

const run = promisify(execFile)

export type PythonProgram = Readonly<{
  /** Why it cannot be had here, or undefined: give it to `skip`. */
  without(): string | undefined
  /** Resolves with the interpreter; throws what pip says. Builds once. */
  build(): Promise<string>
}>

/** `packages` with their versions, as pip takes them. */
export const pythonProgram = (name: string, packages: readonly string[]): PythonProgram => {
  const tools = join(own, 'tools')
  const folder = join(tools, name)
  const file = join(folder, 'bin', 'python')
  return {
    without: () =>
      existsSync(file) || spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0
        ? undefined
        : `${name} needs Python: install the package python3-venv`,
    // Built elsewhere and renamed, so that two test processes at once do not meet half of it.
    build: async () => {
      if (existsSync(file)) return file
      await mkdir(tools, { recursive: true })
      const building = await mkdtemp(join(tools, 'building-'))
      try {
        await run('python3', ['-m', 'venv', building], { timeout: 120_000 })
        const install = ['-m', 'pip', 'install', '--quiet', ...packages]
        await run(join(building, 'bin', 'python'), install, { timeout: 300_000 })
        await rename(building, folder).catch((error: unknown) => {
          if (!existsSync(file)) throw error
        })
      } finally {
        await rm(building, { recursive: true, force: true })
      }
      return file
    },
  }
}
