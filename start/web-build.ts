// Builds the web application when its sources changed since the last time.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..')
const web = join(root, 'web')
const dayMs = 86_400_000

const sources = (): string => {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const file of globSync('{index.html,vite.config.ts,src/**,public/**}', { cwd: web }).sort()) {
    const path = join(web, file)
    if (statSync(path).isFile()) hash.update(file).update(readFileSync(path))
  }
  return hash.digest('hex')
}

/** Not those of today: another process may serve one. What another one takes away meanwhile is gone as wanted. */
const removeOld = async (builds: string): Promise<void> => {
  for (const name of await readdir(builds)) {
    const folder = join(builds, name)
    const made = await stat(folder).catch(() => undefined)
    if (made && Date.now() - made.mtimeMs > dayMs) await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Folder of the application as built from these very sources. Several processes may ask at once: each build has a
 * folder of its own and gets its name when it is whole. Throws when the build fails.
 */
export const buildWeb = async (say: (text: string) => void, builds = join(web, 'dist')): Promise<string> => {
  const built = join(builds, sources())
  if (existsSync(built)) return built
  say('building the web application')
  await mkdir(builds, { recursive: true })
  await removeOld(builds)
  const building = await mkdtemp(join(builds, 'building-'))
  // As a process of its own: what a bundler takes of memory would stay with us.
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  try {
    await promisify(execFile)(process.execPath, [vite, 'build', web, '--outDir', building, '--logLevel', 'error'], {
      cwd: root,
    })
    await rename(building, built)
  } catch (error) {
    await rm(building, { recursive: true, force: true })
    // Another one was there first.
    if (!existsSync(built)) throw error
  }
  return built
}
