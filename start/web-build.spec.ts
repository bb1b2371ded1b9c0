// The web application is built once, whole, also when several processes begin at the same time.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { buildWeb } from './web-build.ts'

const other = `
  import { buildWeb } from ${JSON.stringify(new URL('./web-build.ts', import.meta.url).href)}
  process.stdout.write(await buildWeb(() => undefined, process.argv[1]))
`

test('what is taken away while old builds are looked for does not matter; what is older than a day goes', async () => {
  const builds = mkdtempSync(join(tmpdir(), 'matinee-web-'))
  try {
    symlinkSync(join(builds, 'nowhere'), join(builds, 'building-elsewhere'))
    mkdirSync(join(builds, 'old'))
    utimesSync(join(builds, 'old'), 0, 0)
    const built = await buildWeb(() => undefined, builds)
    assert.deepEqual(readdirSync(builds).toSorted(), [basename(built), 'building-elsewhere'].toSorted())
  } finally {
    rmSync(builds, { recursive: true })
  }
})

test('two processes that build at once have the same whole application', async () => {
  const builds = mkdtempSync(join(tmpdir(), 'matinee-web-'))
  try {
    const build = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', other, builds])
    const [one, two] = await Promise.all([build(), build()])
    assert.equal(one.stdout, two.stdout)
    assert.deepEqual(readdirSync(builds), [basename(one.stdout)])
    assert.ok(existsSync(join(one.stdout, 'index.html')) && readdirSync(join(one.stdout, 'assets')).length > 0)
    let built = false
    assert.equal(await buildWeb(() => (built = true), builds), one.stdout)
    assert.equal(built, false, 'what is there is not built again')
  } finally {
    rmSync(builds, { recursive: true })
  }
})
