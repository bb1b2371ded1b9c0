// Password hashes: what fits, what does not, and how many run at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { argonPasswords } from './passwords.ts'

test('a password fits its own hash and no other', async () => {
  const passwords = argonPasswords()
  const stored = await passwords.hash('correct horse')
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.ok(await passwords.verify('correct horse', stored))
  assert.ok(!(await passwords.verify('correct horsf', stored)))
  assert.notEqual(await passwords.hash('correct horse'), stored)
})

test('nobody has no password', async () => assert.ok(!(await argonPasswords().verify('', undefined))))

test('more than may wait are refused at once', async () => {
  const passwords = argonPasswords({ atOnce: 1, waiting: 2 })
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => passwords.hash(`password ${n}`)))
  assert.deepEqual(
    results.map((r) => (r.status === 'fulfilled' ? 'hashed' : String((r.reason as Error).name))),
    ['hashed', 'hashed', 'hashed', 'unavailable', 'unavailable'],
  )
  assert.match(await passwords.hash('after that'), /argon2id/)
})
