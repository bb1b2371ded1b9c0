// Builds the web application when its sources changed since the last time.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..')
const web = join(root, 'web')
const stamp = join(web, 'dist', '.sources')

/** Folder of the built application. */
export const webDist = join(web, 'dist')

const sources = (): string => {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const file of globSync('{index.html,vite.config.ts,src/**,public/**}', { cwd: web }).sort()) {
    const path = join(web, file)
    if (statSync(path).isFile()) hash.update(file).update(readFileSync(path))
  }
  return hash.digest('hex')
}

/** Throws when the build fails; then nothing old is served as if it were new. */
export const buildWeb = async (say: (text: string) => void): Promise<void> => {
  const wanted = sources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('building the web application')
  // As a process of its own: what a bundler takes of memory would stay with us.
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', web, '--logLevel', 'error'], { cwd: root })
  writeFileSync(stamp, wanted)
}
