import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { records } from '../schemas/generated/catalogue.ts'
import { avroType } from './avro-type.ts'
import { BadBytes, codecOn, InvalidRecord, isUnknown, memoryCodec, SchemaIdNotLearned, schemaIdOf } from './codec.ts'

const filmId = '5a1c2f9e-6f0b-4b9e-9d58-2f4b0a7c1d11'
const offerId = 'c7a4a8b2-0d2e-4b7b-8f1a-5d7e0a9b3c22'

test('a record comes back as it was, money as bigint, inner records as plain objects', () => {
  const codec = memoryCodec()
  const offer = {
    ...{ offerId, version: 1, kind: 'RENT', amount: 399n, currency: 'EUR', startWithin: 9, watchWithin: null },
    ...{ quality: 'HD', territories: ['DE'], preorderFrom: null, opens: null, closes: null },
  }
  const bytes = codec.encode('OffersSet', { type: 'OffersSet', at: 5, filmId, offers: [offer] })
  assert.equal(bytes[0], 0)
  assert.deepStrictEqual(codec.decode(bytes), { type: 'OffersSet', filmId, offers: [offer] })
})

test('a field with a default may be left out', () => {
  const codec = memoryCodec()
  const bytes = codec.encode('FilmDescribed', { filmId, title: 'Dune', synopsis: '', genres: [] })
  assert.deepStrictEqual(codec.decode(bytes), {
    type: 'FilmDescribed',
    filmId,
    title: 'Dune',
    synopsis: '',
    genres: [],
    year: null,
    ageRating: null,
  })
})

test('what does not fit its schema is refused with the path, without its value', () => {
  const codec = memoryCodec()
  const draft = (data: object) => () => codec.encode('FilmDrafted', data)
  const refused = (data: object, path: RegExp) =>
    assert.throws(draft(data), (error) => error instanceof InvalidRecord && path.test(error.message))
  refused({ filmId: 'secret', sellerId: filmId, title: 'Dune' }, /^FilmDrafted: filmId is not logical:uuid$/)
  refused({ filmId: filmId.toUpperCase(), sellerId: filmId, title: 'Dune' }, /filmId/)
  refused({ filmId, sellerId: filmId }, /title is not string/)
})

test('a personal field takes nothing but what is sealed, and the refusal does not say what it was', () => {
  const codec = memoryCodec()
  const sealed = `s1.${filmId}.${'A'.repeat(40)}`
  const applied = { sellerId: filmId, legalName: sealed, email: sealed, country: 'DE', termsVersion: '1' }
  assert.equal((codec.decode(codec.encode('SellerApplied', applied)) as { email: string }).email, sealed)
  for (const legalName of ['Grete', `s1.${filmId}.short`, `s2${sealed.slice(2)}`])
    assert.throws(
      () => codec.encode('SellerApplied', { ...applied, legalName }),
      (error) => error instanceof InvalidRecord && /legalName is not logical:sealed$/.test(error.message),
    )
})

test('money beyond what a double counts exactly is refused', () => {
  const codec = memoryCodec()
  const taken = (amount: bigint) => ({
    viewerId: filmId,
    orderId: filmId,
    filmId,
    sellerId: filmId,
    kind: 'BUY',
    paymentId: 'p',
    amount,
    currency: 'EUR',
  })
  codec.encode('PaymentTaken', taken(BigInt(Number.MAX_SAFE_INTEGER) - 1n))
  assert.throws(() => codec.encode('PaymentTaken', taken(BigInt(Number.MAX_SAFE_INTEGER))), InvalidRecord)
})

test('any text and amount survive, in records larger than the scratch buffer too', () => {
  const codec = memoryCodec()
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.integer({ min: 0, max: 2_000 }), (part, times) => {
      const synopsis = part.toWellFormed().repeat(times)
      const data = { filmId, title: part.toWellFormed(), synopsis, genres: [synopsis], year: null, ageRating: null }
      assert.deepEqual(codec.decode(codec.encode('FilmDescribed', data)), { type: 'FilmDescribed', ...data })
    }),
    { numRuns: 50 },
  )
})

test('bytes that are not a record are refused', () => {
  const codec = memoryCodec()
  const whole = codec.encode('FilmPublished', { filmId, sellerId: filmId })
  assert.throws(() => codec.decode(Buffer.from('{}')), BadBytes)
  assert.throws(() => codec.decode(whole.subarray(0, 20)), BadBytes)
  assert.throws(() => codec.decode(Buffer.concat([whole, Buffer.from([1])])), BadBytes)
})

const published = records.FilmPublished
const younger = { ...published, name: 'FilmPremiered', fields: [...published.fields, { name: 'seats', type: 'int' }] }

/** A codec whose ids all stand for one writer's schema; counts how often it is asked for. */
const codecWithWriter = (schema: object, delay: Promise<void> = Promise.resolve()) => {
  const asked: number[] = []
  const writer = async (id: number) => {
    asked.push(id)
    await delay
    return avroType(schema)
  }
  const codec = codecOn({ register: async () => 1, writer })
  const bytes = (data: object, id = 77) => {
    const head = Buffer.alloc(5)
    head.writeInt32BE(id, 1)
    return Buffer.concat([head, avroType(schema).toBuffer(data)])
  }
  return { codec, bytes, asked }
}

test('a type that this code does not know is marked, not guessed', async () => {
  const { codec, bytes } = codecWithWriter(younger)
  const value = bytes({ filmId, sellerId: filmId, seats: 3 })
  assert.throws(() => codec.decode(value), SchemaIdNotLearned)
  await codec.learn([value])
  const record = codec.decode(value)
  assert.ok(isUnknown(record))
  assert.deepStrictEqual(record, {
    type: 'FilmPremiered',
    unknown: true,
    fields: { filmId, sellerId: filmId, seats: 3 },
  })
})

test('a writer with more fields than ours is read without them', async () => {
  const { codec, bytes } = codecWithWriter({ ...younger, name: 'FilmPublished' })
  const value = bytes({ filmId, sellerId: offerId, seats: 3 })
  await codec.learn([value])
  assert.deepStrictEqual(codec.decode(value), { type: 'FilmPublished', filmId, sellerId: offerId })
})

test('an id is fetched once, however many ask at the same time', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { codec, bytes, asked } = codecWithWriter(published, promise)
  const values = [bytes({ filmId, sellerId: filmId }), bytes({ filmId, sellerId: filmId }, 78)]
  const both = [codec.learn(values), codec.learn(values)]
  resolve()
  await Promise.all(both)
  assert.deepEqual(asked, [77, 78])
  assert.equal(codec.learn(values), undefined)
  assert.equal(schemaIdOf(values[1] as Buffer), 78)
})

test('an id that could not be fetched is asked for again', async () => {
  let up = false
  const codec = codecOn({
    register: async () => 1,
    writer: async () => {
      if (!up) throw new Error('registry down')
      return avroType(published)
    },
  })
  const value = Buffer.concat([
    Buffer.from([0, 0, 0, 0, 9]),
    avroType(published).toBuffer({ filmId, sellerId: filmId }),
  ])
  await assert.rejects(codec.learn([value]) ?? Promise.resolve(), /registry down/)
  up = true
  await codec.learn([value])
  assert.equal(codec.decode(value).type, 'FilmPublished')
})
