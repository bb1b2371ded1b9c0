// The data folder: its version, whose it is, who uses it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { dataFormat, FolderRefused, openFolder, readFolder } from './folder.ts'
import { lockFolder, startedAt } from './lock.ts'
import { openSecrets, openSigningKeys } from './secrets.ts'

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'matinee-folder-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const describeAs = (identity: object): void =>
  fs.writeFileSync(path.join(folder, 'matinee.json'), JSON.stringify(identity))

const whole = { product: 'matinee', installation: 'm1', partitions: 4 }

describe('openFolder', () => {
  test('gives a new folder an installation, and the same one ever after', () => {
    const made = openFolder(path.join(folder, 'new'), 6)
    assert.equal(made.partitions, 6)
    assert.deepEqual(openFolder(path.join(folder, 'new'), 4), made)
    assert.deepEqual(readFolder(path.join(folder, 'new')), made)
  })

  test('takes an older folder one step at a time to the current format', () => {
    describeAs({ ...whole, format: 1 })
    const steps: number[] = []
    const step = (format: number) => (): void => void steps.push(format)
    assert.equal(openFolder(folder, 4, 3, { 1: step(1), 2: step(2) }).format, 3)
    assert.deepEqual(steps, [1, 2])
    assert.equal(openFolder(folder, 4, 3, {}).format, 3)
  })

  test('refuses what is newer, foreign, damaged or not writable, and says what to do', () => {
    describeAs({ ...whole, format: dataFormat + 1 })
    assert.throws(() => openFolder(folder, 4), /newer version.*--data DIR/)
    describeAs({ product: 'another' })
    assert.throws(() => openFolder(folder, 4), FolderRefused)
    fs.writeFileSync(path.join(folder, 'matinee.json'), '{"prod')
    assert.throws(() => openFolder(folder, 4), /npm run reset/)
    fs.rmSync(path.join(folder, 'matinee.json'))
    fs.writeFileSync(path.join(folder, 'thesis.tex'), '')
    assert.throws(() => openFolder(folder, 4), /not ours \(thesis\.tex\)/)
    assert.throws(() => openFolder(path.join(folder, 'thesis.tex', 'data'), 4), /cannot be written.*--data DIR/)
  })
})

describe('lockFolder', () => {
  test('one owner at a time; the folder of a dead one is taken over', async () => {
    const unlock = await lockFolder(folder, 'first')
    await assert.rejects(lockFolder(folder, 'second'), /already runs.*--data DIR/)
    unlock()
    const unlockAgain = await lockFolder(folder, 'second')
    unlockAgain()
    const dead = { pid: process.pid, started: 'long ago', owner: 'nobody' }
    fs.writeFileSync(path.join(folder, 'lock'), JSON.stringify(dead))
    const taken = await lockFolder(folder, 'third')
    assert.equal(JSON.parse(fs.readFileSync(path.join(folder, 'lock'), 'utf8')).owner, 'third')
    taken()
    assert.deepEqual(fs.readdirSync(folder), [])
  })

  test('waits for what a dead owner left running', async () => {
    const child = spawn('sleep', ['0.5'], { env: { ...process.env, MATINEE_OWNER: 'left-behind' } })
    await once(child, 'spawn')
    fs.writeFileSync(path.join(folder, 'lock'), JSON.stringify({ pid: 1, started: 'x', owner: 'left-behind' }))
    const unlock = await lockFolder(folder, 'next')
    assert.equal(startedAt(child.pid ?? 0), undefined)
    unlock()
  })
})

describe('secrets', () => {
  test('are drawn once, differ, and are for their owner only; a new name is added to an old file', () => {
    const secrets = openSecrets(folder)
    assert.equal(new Set(Object.values(secrets)).size, Object.keys(secrets).length)
    assert.equal(fs.statSync(path.join(folder, 'secrets.json')).mode & 0o777, 0o600)
    const { setup: _, ...older } = secrets
    fs.writeFileSync(path.join(folder, 'secrets.json'), JSON.stringify(older))
    const again = openSecrets(folder)
    assert.equal(again.postgres, secrets.postgres)
    assert.notEqual(again.setup, secrets.setup)
  })

  test('the signing key is a private ES256 key with an id, and stays', () => {
    const file = openSigningKeys(folder)
    const text = fs.readFileSync(file, 'utf8')
    const [key] = JSON.parse(text).keys
    assert.deepEqual(
      [key.kty, key.crv, key.alg, typeof key.d, typeof key.kid],
      ['EC', 'P-256', 'ES256', 'string', 'string'],
    )
    assert.equal(fs.readFileSync(openSigningKeys(folder), 'utf8'), text)
  })
})
