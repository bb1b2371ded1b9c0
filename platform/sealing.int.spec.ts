// What is sealed opens for who has the key, and for nobody once it is destroyed.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { isSealed, partsOf, type Sealed, sealedFrom } from '../schemas/sealed.ts'
import { freshInstallation } from '../test/installation.ts'
import { prepareKeyStore, SubjectForgotten, subjectKeys, WrongMasterKey } from './key-store.ts'
import { createLogger } from './logger.ts'
import { openPostgres } from './postgres.ts'
import { sealingBy } from './sealing.ts'

const env = await freshInstallation('sealing')
const logger = createLogger('test', 'silent')
const open = (more = {}) => openPostgres({ url: env.MATINEE_KEY_STORE ?? '', room: 'test', logger, ...more })
const postgres = open()
const secret = env.MATINEE_KEYS_SECRET ?? ''
const sealing = sealingBy(subjectKeys(postgres, secret))
const words = { legalName: 'Grete Müller & Söhne', email: 'grete@example.org' } as const
const fields = ['legalName', 'email'] as const
before(() => prepareKeyStore(postgres))
after(() => postgres.close())

test('what was sealed opens as it was, in another process too; what was not there stays away', async () => {
  const [one, other] = [randomUUID(), randomUUID()]
  const rows = [
    { n: 1, ...(await sealing.seal(one, words)) },
    { n: 2, ...(await sealing.seal(other, { ...words, legalName: '' })) },
    { n: 3, legalName: null, email: null },
  ]
  assert.ok(isSealed(rows[0]?.legalName))
  const readOnly = open({ readOnly: true })
  const elsewhere = sealingBy(subjectKeys(readOnly, secret))
  assert.deepEqual(await elsewhere.open(rows, fields), [
    { n: 1, ...words },
    { n: 2, ...words, legalName: '' },
    { n: 3, legalName: null, email: null },
  ])
  await readOnly.close()
})

test('the same words look different each time; their hash is the same, and another person’s is not', async () => {
  const [one, other] = [randomUUID(), randomUUID()]
  assert.notEqual((await sealing.seal(one, words)).email, (await sealing.seal(one, words)).email)
  assert.equal(await sealing.bodyHash(one, words), await sealing.bodyHash(one, { ...words }))
  assert.notEqual(await sealing.bodyHash(one, words), await sealing.bodyHash(other, words))
})

test('a bit that was changed, another field and another person do not open', async () => {
  const [one, other] = [randomUUID(), randomUUID()]
  const { legalName } = await sealing.seal(one, words)
  await sealing.seal(other, words)
  const { bytes } = partsOf(legalName)
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(14) ^ 1, 14)
  const refused = (value: Sealed, field: 'legalName' | 'email' = 'legalName') =>
    assert.rejects(sealing.open([{ legalName: value, email: value }], [field]), /unable to authenticate/)
  await refused(sealedFrom(one, changed))
  await refused(legalName, 'email')
  await refused(sealedFrom(other, bytes))
})

test('forgotten is forgotten: nothing opens, nothing is sealed, and the key is nowhere in the store', async () => {
  const subject = randomUUID()
  const sealed = await sealing.seal(subject, words)
  await sealing.forget(subject)
  assert.deepEqual(await sealing.open([sealed], fields), [{ legalName: null, email: null }])
  await assert.rejects(sealing.seal(subject, words), SubjectForgotten)
  await assert.rejects(sealing.bodyHash(subject, words), SubjectForgotten)
  await sealing.forget(subject)
  const { rows } = await postgres.pool.query('select wrapped from subject_keys where subject = $1', [subject])
  assert.deepEqual(rows, [{ wrapped: null }])

  const never = randomUUID()
  await sealing.forget(never)
  await assert.rejects(sealing.seal(never, words), SubjectForgotten)
})

test('many at once for a new person are sealed under one key', async () => {
  const subject = randomUUID()
  const all = await Promise.all(Array.from({ length: 20 }, () => sealing.seal(subject, words)))
  assert.deepEqual(await sealing.open(all, fields), Array(20).fill(words))
})

test('another master key is told as such; a short one is refused', async () => {
  const subject = randomUUID()
  await sealing.seal(subject, words)
  await assert.rejects(sealingBy(subjectKeys(postgres, 'x'.repeat(32))).seal(subject, words), WrongMasterKey)
  assert.throws(() => subjectKeys(postgres, 'short'), /at least 32/)
})
