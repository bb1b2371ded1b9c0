// Builds the web application when its sources changed since the last time.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

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
  const { build } = await import('vite')
  await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'error' })
  writeFileSync(stamp, wanted)
}
