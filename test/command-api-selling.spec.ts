// The command API on a log in memory: becoming a seller, what an order fixes for its seller, and being forgotten.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currentTerms } from '../domain/sellers/rules.ts'
import { signWebhook } from '../platform/signature.ts'
import { envelopeOf, idOf, partitionOf } from '../runtime/index.ts'
import type { Sealed } from '../schemas/sealed.ts'
import { as, call, fails, orderOf, paid, published, room, sellerIs } from './command-api-given.ts'

const said = { legalName: 'Grete Müller', email: 'grete@example.org', country: 'DE' }
const application = { ...said, termsVersion: currentTerms }

/** The records on a topic that are of this key, in order. */
const recordsOf = async (topic: string, key: string) => {
  const at = { topic, partition: partitionOf(key, 2) }
  const found: { type: string; fields: Record<string, unknown>; bodyHash: string | undefined; bytes: string }[] = []
  await room.log.read(at, 0n, (await room.log.ends(at)).committed, (records) => {
    for (const { headers, value, key: own } of records.filter((record) => record.key === key)) {
      const { type, bodyHash } = envelopeOf(headers)
      const bytes = `${own} ${JSON.stringify(headers)} ${value.toString('latin1')}`
      found.push({ type, bodyHash, bytes, fields: room.codec.decode(value) as never })
    }
  })
  return found
}

test('an application is known once; what is personal stands sealed in the command and in the event', async () => {
  const headers = { ...(await as('seller ada')), 'idempotency-key': 'one' }
  const first = await call('POST', '/v1/seller/application', headers, application)
  const sellerId = idOf('seller ada')
  assert.deepEqual([first.status, first.body], [201, { sellerId, status: 'applied' }])
  const again = await call('POST', '/v1/seller/application', headers, application)
  assert.deepEqual([again.status, again.headers.position], [201, first.headers.position])
  await fails(422, 'idempotency-key-reused', 'POST', '/v1/seller/application', headers, {
    ...application,
    email: 'other@example.org',
  })
  await fails(409, 'conflict', 'POST', '/v1/seller/application', await as('seller ada'), application)

  const all = [...(await recordsOf('commands.sellers', sellerId)), ...(await recordsOf('sellers', sellerId))]
  for (const { bytes, type } of all) assert.doesNotMatch(bytes, /grete|m.{1,2}ller|example\.org/i, type)
  const applied = all.find(({ type }) => type === 'SellerApplied')
  const sealed = applied?.fields as { legalName: Sealed; email: Sealed; country: string }
  assert.equal(sealed.country, 'DE')
  const [opened] = await room.sealing.open([sealed], ['legalName', 'email'])
  assert.deepEqual([opened?.legalName, opened?.email], [said.legalName, said.email])
})

test('details are replaced by who has applied; what cannot be is told by its field', async () => {
  await fails(404, 'not-found', 'PUT', '/v1/seller/details', await as('seller new'), said)
  await call('POST', '/v1/seller/application', await as('seller bea'), application)
  const changed = await call('PUT', '/v1/seller/details', await as('seller bea'), { ...said, country: 'AT' })
  assert.deepEqual([changed.status, changed.body], [200, { sellerId: idOf('seller bea'), status: 'changed' }])

  const wrong = { ...application, legalName: '  ', email: 'nowhere', country: 'XX' }
  const { body } = await fails(400, 'invalid-request', 'POST', '/v1/seller/application', await as('seller c'), wrong)
  assert.deepEqual(
    (body.errors as { field: string }[]).map(({ field }) => field),
    ['body/legalName', 'body/email', 'body/country'],
  )
  assert.doesNotMatch(JSON.stringify(body), /nowhere/)
  await fails(409, 'terms-changed', 'POST', '/v1/seller/application', await as('seller c'), {
    ...application,
    termsVersion: '2020-01',
  })
  await fails(400, 'invalid-request', 'POST', '/v1/seller/application', await as('seller c'), said)
  await fails(403, 'forbidden', 'POST', '/v1/seller/application', await as('viewer'), application)
  await fails(401, 'unauthenticated', 'POST', '/v1/seller/application', {}, application)
})

test('an order fixes the share of its seller, whatever is agreed later', async () => {
  const film = await published('Shares')
  const { body } = await call('POST', '/v1/orders', await as('buyer'), orderOf(film, 'buy'))
  await paid('buyer', String(body.orderId), 999n)
  const events = await recordsOf('commerce', idOf('buyer'))
  const of = (type: string) => events.find((one) => one.type === type)?.fields
  assert.deepEqual([of('OrderPlaced')?.sellerShare, of('OrderPlaced')?.taxRate], [7_000, null])
  assert.deepEqual([of('PaymentTaken')?.sellerAmount, of('PaymentTaken')?.taxAmount], [699n, 0n])
})

test('while nothing can be paid an order is not even asked for; one that was placed stands; its key serves later', async () => {
  const film = await published('Bought in an outage')
  const [early, late] = [
    { ...(await as('early')), 'idempotency-key': 'placed before' },
    { ...(await as('late')), 'idempotency-key': 'wanted meanwhile' },
  ]
  const placed = await call('POST', '/v1/orders', early, orderOf(film, 'buy'))
  assert.equal(placed.status, 201)

  room.circuit(Date.now() + 12_000)
  const refused = await fails(503, 'payments-unavailable', 'POST', '/v1/orders', late, orderOf(film, 'buy'))
  assert.deepEqual([refused.headers['retry-after'], refused.headers.location], ['12', undefined])
  for (const topic of ['commands.commerce', 'commerce'])
    assert.deepEqual(await recordsOf(topic, idOf('late')), [], `on ${topic}`)
  const again = await call('POST', '/v1/orders', early, orderOf(film, 'buy'))
  assert.deepEqual([again.status, again.body], [201, placed.body])
  await fails(422, 'idempotency-key-reused', 'POST', '/v1/orders', early, orderOf(film, 'rent'))

  // A clock that is behind, and one that is far ahead.
  for (const [until, wait] of [
    [Date.now() - 60_000, '1'],
    [Date.now() + 600_000, '30'],
  ] as const) {
    room.circuit(until)
    const { headers } = await fails(503, 'payments-unavailable', 'POST', '/v1/orders', late, orderOf(film, 'buy'))
    assert.equal(headers['retry-after'], wait)
  }
  room.circuit(undefined)
  assert.equal((await call('POST', '/v1/orders', late, orderOf(film, 'buy'))).status, 201)
})

test('where a buyer lives says what of the price is tax', async () => {
  const film = await published('Taxed')
  const personId = idOf('german')
  const register = { type: 'RegisterPerson', personId, roles: ['viewer'], simulated: false }
  const sender = { key: personId, commandId: idOf('register', personId), bodyHash: '', actor: personId }
  assert.equal((await room.commands.submit('identity', register, sender)).status, 'accepted')
  await fails(400, 'invalid-request', 'PUT', '/v1/account/country', await as('german'), { country: 'XX' })
  await fails(404, 'not-found', 'PUT', '/v1/account/country', await as('nobody'), { country: 'DE' })
  const declared = await call('PUT', '/v1/account/country', await as('german'), { country: 'DE' })
  assert.deepEqual([declared.status, declared.body], [200, { country: 'DE' }])

  const { body } = await call('POST', '/v1/orders', await as('german'), orderOf(film, 'buy'))
  await paid('german', String(body.orderId), 999n)
  const taken = (await recordsOf('commerce', personId)).find(({ type }) => type === 'PaymentTaken')?.fields
  assert.deepEqual([taken?.taxAmount, taken?.taxCountry, taken?.sellerAmount], [160n, 'DE', 587n])
})

test('to whom invoices are written stands sealed in the command and in the event, and is taken back', async () => {
  const personId = idOf('billed')
  const register = { type: 'RegisterPerson', personId, roles: ['viewer'], simulated: false }
  const sender = { key: personId, commandId: idOf('register', personId), bodyHash: '', actor: personId }
  assert.equal((await room.commands.submit('identity', register, sender)).status, 'accepted')
  const path = '/v1/account/invoice-address'
  const address = { name: 'Grete Müller', address: 'Kinoweg 1\n10115 Berlin', vatId: 'DE123456789' }
  const wrong = await fails(400, 'invalid-request', 'PUT', path, await as('billed'), { ...address, vatId: '12' })
  assert.deepEqual(wrong.body.errors, [{ field: 'body/vatId', message: 'is no VAT id' }])
  const set = await call('PUT', path, await as('billed'), address)
  assert.deepEqual([set.status, set.body], [200, { status: 'set' }])
  const all = [...(await recordsOf('commands.identity', personId)), ...(await recordsOf('identity', personId))]
  for (const { bytes, type } of all) assert.doesNotMatch(bytes, /grete|kinoweg|10115|123456789/i, type)
  const event = all.find(({ type }) => type === 'InvoiceAddressSet')?.fields as Record<keyof typeof address, Sealed>
  const { name, address: lines, vatId } = (await room.sealing.open([event], ['name', 'address', 'vatId']))[0] ?? {}
  assert.deepEqual({ name, address: lines, vatId }, address)
  const removed = await call('DELETE', path, await as('billed'))
  assert.deepEqual([removed.status, removed.body], [200, { status: 'removed' }])
})

test('who is erased is decided once, by an operator, for a reason', async () => {
  const personId = idOf('seller dora')
  const register = { type: 'RegisterPerson', personId, roles: ['seller'], simulated: false }
  const sender = { key: personId, commandId: idOf('register', personId), bodyHash: '', actor: personId }
  assert.equal((await room.commands.submit('identity', register, sender)).status, 'accepted')
  const path = `/v1/operator/people/${personId}/erasure`
  const why = { reason: 'They asked for it.' }
  await fails(403, 'forbidden', 'POST', path, await as('seller dora'), why)
  await fails(400, 'invalid-request', 'POST', path, await as('operator'), { reason: '' })
  await fails(404, 'not-found', 'POST', `/v1/operator/people/${idOf('nobody')}/erasure`, await as('operator'), why)
  const erased = await call('POST', path, await as('operator'), why)
  assert.deepEqual([erased.status, erased.body], [200, { personId, status: 'erased' }])
  assert.equal((await call('POST', path, await as('operator'), why)).status, 200)
  await room.sealing.forget(personId)
  await fails(410, 'erased', 'POST', '/v1/seller/application', await as('seller dora'), application)
})

test('of a seller who is restricted nothing is sold; what was bought plays on, and sells again when they are active', async () => {
  const film = await published('Restricted')
  const { body } = await call('POST', '/v1/orders', await as('early'), orderOf(film, 'buy'))
  await paid('early', String(body.orderId), 999n)
  await sellerIs('RESTRICTED')
  for (const kind of ['buy', 'rent'])
    await fails(409, 'not-for-sale', 'POST', '/v1/orders', await as('latecomer'), orderOf(film, kind))
  assert.deepEqual(await recordsOf('commerce', idOf('latecomer')).then((all) => all.map(({ type }) => type)), [
    ...['CommandRejected', 'CommandRejected'],
  ])
  const { filmId } = film
  assert.equal((await call('POST', '/v1/playbacks', await as('early'), { filmId })).status, 201)
  await sellerIs('ACTIVE')
  assert.equal((await call('POST', '/v1/orders', await as('latecomer'), orderOf(film, 'rent'))).status, 201)
})

test('a seller who is a viewer too does not buy their own film', async () => {
  const film = await published('My own')
  const both = await room.bearer('seller', 'seller', 'viewer')
  await fails(409, 'own-film', 'POST', '/v1/orders', both, orderOf(film, 'buy'))
})

test('a webhook that names only the payment finds its order; what finds none is kept', async () => {
  const film = await published('Disputed')
  const { body } = await call('POST', '/v1/orders', await as('disputer'), orderOf(film, 'buy'))
  await paid('disputer', String(body.orderId), 999n)
  const tell = async (id: string, about: object) => {
    const bytes = Buffer.from(JSON.stringify({ id, type: 'payment.disputed', data: { payment: about } }))
    const headers = {
      'content-type': 'application/json',
      'webhook-signature': signWebhook(bytes, room.secret, Date.now()),
    }
    assert.equal((await call('POST', '/v1/webhooks/payments/sandbox', headers, bytes)).status, 202)
  }
  await tell('evt_known', { payment_intent: `pay_${body.orderId}` })
  const noticed = (await recordsOf('commerce', idOf('disputer'))).filter(({ type }) => type === 'PaymentUpdateNoticed')
  assert.deepEqual(
    noticed.map(({ fields }) => [fields.orderId, fields.providerEventId, fields.paymentId]),
    [[body.orderId, 'evt_known', `pay_${body.orderId}`]],
  )
  await tell('evt_other', { payment_intent: 'pi_of_somebody' })
  await tell('evt_stranger', { metadata: { viewerId: idOf('nobody'), orderId: idOf('no order') } })
  assert.deepEqual(
    room.unmatched.map(({ eventId, paymentId, orderId }) => [eventId, paymentId, orderId]),
    [
      ['evt_other', 'pi_of_somebody', null],
      ['evt_stranger', null, idOf('no order')],
    ],
  )
})
