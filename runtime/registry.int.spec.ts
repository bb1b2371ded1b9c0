// The codec on a real registry: ids, evolution in both directions, refusals, a registry that forgot.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { COMPATIBILITY } from '@kafkajs/confluent-schema-registry'
import { type RecordName, records } from '../schemas/generated/catalogue.ts'
import { servers } from '../test/servers.ts'
import { avroType } from './avro-type.ts'
import { isUnknown, schemaIdOf, UnknownSchemaId } from './codec.ts'
import { openRegistry, RegistryFailed, registryCodec, subjectsOf } from './registry.ts'

let url = ''
before(async () => {
  url = (await servers()).MATINEE_REGISTRY ?? ''
})

const filmId = '5a1c2f9e-6f0b-4b9e-9d58-2f4b0a7c1d11'

test('every record of the catalogue is registered, and a second process finds the same ids', async () => {
  const one = await registryCodec({ url })
  const two = await registryCodec({ url })
  await one.prepare()
  await two.prepare()
  const bytes = one.encode('FilmDrafted', { filmId, sellerId: filmId, title: 'Dune' })
  assert.deepStrictEqual(two.decode(bytes), { type: 'FilmDrafted', filmId, sellerId: filmId, title: 'Dune' })
  assert.deepStrictEqual(two.encode('FilmDrafted', { filmId, sellerId: filmId, title: 'Dune' }), bytes)

  const answer = await fetch(`${url}/subjects`)
  const subjects = new Set((await answer.json()) as string[])
  const missing = (Object.keys(records) as RecordName[]).flatMap(subjectsOf).filter((subject) => !subjects.has(subject))
  assert.deepEqual(missing, [])
})

test('processes that register the same at nearly the same moment are given the same id', async () => {
  for (let apart = 0; apart < 25; apart++) {
    const name = `Raced${randomUUID().replaceAll('-', '')}`
    const register = async (i: number) => {
      await sleep(i * apart)
      const registry = openRegistry({ url })
      return registry.idUnder(`try-matinee.try.${name}`, version(name, title), COMPATIBILITY.FULL_TRANSITIVE)
    }
    const ids = await Promise.all([0, 1, 2, 3].map(register))
    assert.equal(new Set(ids).size, 1, `${apart} ms apart: ids ${ids}`)
  }
})

test('our attributes come back as they were sent', async () => {
  const codec = await registryCodec({ url })
  await codec.prepare()
  const id = schemaIdOf(codec.encode('FilmPublished', { filmId, sellerId: filmId }))
  const { schema } = (await (await fetch(`${url}/schemas/ids/${id}`)).json()) as { schema: string }
  assert.deepEqual(JSON.parse(schema), records.FilmPublished)
})

test("the protocol's records stand under every topic that may carry them", () => {
  const subjects = subjectsOf('Barrier')
  for (const topic of ['commerce', 'catalogue', 'identity', 'media', 'qoe'])
    assert.ok(subjects.includes(`${topic}-matinee.runtime.Barrier`), topic)
  assert.ok(!subjects.some((subject) => subject.startsWith('commands.')))
})

/** A record type of its own per test, since the registry is shared. */
const version = (name: string, ...fields: object[]) => ({ type: 'record', namespace: 'matinee.try', name, fields })
const title = { name: 'title', type: 'string' }
const year = { name: 'year', type: 'int' }

test('a new field without a default is refused for what is kept for ever', async () => {
  const registry = openRegistry({ url })
  const name = `Tried${randomUUID().replaceAll('-', '')}`
  const subject = `try-matinee.try.${name}`
  const register = (schema: object) => registry.idUnder(subject, schema, COMPATIBILITY.FULL_TRANSITIVE)

  const first = await register(version(name, title))
  assert.equal(await register(version(name, title)), first)
  await assert.rejects(
    register(version(name, title, year)),
    (error) => error instanceof RegistryFailed && /give the new field a default/.test(error.message),
  )
  const second = await register(version(name, title, { ...year, default: 0 }))
  assert.notEqual(second, first)
  // transitive: not only against the last version
  await assert.rejects(register(version(name, title, { name: 'seats', type: 'int' })), RegistryFailed)
})

test('a record that is younger than this code is marked; its schema comes from the registry', async () => {
  const registry = openRegistry({ url })
  const schema = version(`Younger${randomUUID().replaceAll('-', '')}`, title)
  const id = await registry.idUnder(`try-matinee.try.${schema.name}`, schema, COMPATIBILITY.FULL)
  const value = Buffer.concat([Buffer.alloc(5), avroType(schema).toBuffer({ title: 'Dune' })])
  value.writeInt32BE(id, 1)
  const codec = await registryCodec({ url })
  await codec.learn([value])
  const record = codec.decode(value)
  assert.ok(isUnknown(record))
  assert.deepEqual(record, { type: schema.name, unknown: true, fields: { title: 'Dune' } })
})

test('an id that the registry does not have is told from a registry that does not answer', async () => {
  const codec = await registryCodec({ url })
  const value = Buffer.from([0, 0x7f, 0xff, 0xff, 0xf0, 1])
  await assert.rejects(
    codec.learn([value]) ?? Promise.resolve(),
    (error) => error instanceof UnknownSchemaId && error.id === 0x7ffffff0 && !(error instanceof RegistryFailed),
  )
  const away = await registryCodec({ url: 'http://127.0.0.1:9/apis/ccompat/v7', timeout: 500 })
  await assert.rejects(away.learn([value]) ?? Promise.resolve(), RegistryFailed)
  const elsewhere = await registryCodec({ url: `${url}/nowhere`, timeout: 500 })
  await assert.rejects(elsewhere.learn([value]) ?? Promise.resolve(), RegistryFailed)
})

test('a registry that is not there is told from one that refuses', async () => {
  const codec = await registryCodec({ url: 'http://127.0.0.1:9/apis/ccompat/v7', timeout: 500 })
  await assert.rejects(
    codec.prepare(),
    (error) => error instanceof RegistryFailed && /is the registry up/.test(error.message),
  )
})

test('who may only look up is told to run the migration', async () => {
  const lookUp = openRegistry({ url, register: false })
  const name = `Tried${randomUUID().replaceAll('-', '')}`
  const [subject, schema] = [`try-matinee.try.${name}`, version(name, title)]
  const find = () => lookUp.idUnder(subject, schema, COMPATIBILITY.FULL)
  await assert.rejects(find(), (error) => error instanceof RegistryFailed && /run the migration/.test(error.message))
  const id = await openRegistry({ url }).idUnder(subject, schema, COMPATIBILITY.FULL)
  assert.equal(await find(), id)
})
