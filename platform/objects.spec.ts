// The folder adapter of the object store: the contract, and what only a disk can do wrong.
import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, utimes, writeFile as writePlain } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { objectsContract, text } from './objects.contract.ts'
import { folderObjects, StorageFull, typed, writeFile } from './objects.ts'

const base = await mkdtemp(join(tmpdir(), 'matinee-objects-'))
after(() => rm(base, { recursive: true }))
const freshRoot = () => mkdtemp(join(base, 'store-'))

objectsContract('folder', async () => folderObjects({ root: await freshRoot() }))

test('a full disk is StorageFull', async () => {
  const full = { limit: 1e9, checkRoom: async () => {} }
  const error = await writeFile('/dev/full', text('x'.repeat(10_000)), full).catch(typed)
  assert.ok(error instanceof StorageFull, String(error))
})

test('the part of the disk that is kept free is not written to', async () => {
  const root = await freshRoot()
  const store = await folderObjects({ root, keepFree: Number.MAX_SAFE_INTEGER })
  await assert.rejects(store.put('a', text('x')), StorageFull)
  assert.deepEqual(await readdir(join(root, '.temporary')), [])
})

test('the path of an object is its file', async () => {
  const root = await freshRoot()
  const store = await folderObjects({ root })
  assert.equal(store.path('films/a'), join(root, 'films/a'))
})

test('what a dead process left is removed after a day, and not before', async () => {
  const root = await freshRoot()
  await folderObjects({ root })
  const folder = join(root, '.temporary')
  await writePlain(join(folder, 'old'), 'x')
  await writePlain(join(folder, 'new'), 'x')
  const longAgo = new Date(Date.now() - 25 * 3_600_000)
  await utimes(join(folder, 'old'), longAgo, longAgo)
  await folderObjects({ root })
  assert.deepEqual(await readdir(folder), ['new'])
})
