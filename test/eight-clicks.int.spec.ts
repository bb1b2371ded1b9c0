// Eight processes press "buy" at the same moment, for one viewer and one film, each two under one Idempotency-Key.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { loggedIn } from '../start/demo/people.ts'
import { appProcess } from './app.ts'
import { sandboxCharges } from './commerce/providers.ts'
import { filmInStore, libraryHas, newPerson, type Order, orderIs, orderOf, type Person } from './given-film.ts'
import { racer } from './racer.ts'
import { wholeLog } from './whole-log.ts'

const clicks = Number(process.env.MATINEE_PROOF_CLICKS ?? 10)
/** ms that they are given to be ready for the start */
const notice = 50
const app = await appProcess({ name: 'eight-clicks', env: {} })
const processes = await Promise.all(Array.from({ length: 8 }, racer))
after(async () => {
  await Promise.all(processes.map((one) => one.close()))
  await app.stop()
})

test('eight clicks under four keys are one purchase, one charge and one film, each time', {
  timeout: 600_000,
}, async () => {
  const { url, people, env } = app
  const film = await filmInStore(await loggedIn(url, people.seller), 'Clicked at', 4)
  const refusals = new Set<string>()
  const viewers: Person[] = []

  for (let race = 0; race < clicks; race++) {
    const viewer = await newPerson(url, 'viewer')
    viewers.push(viewer)
    const keys = Array.from({ length: 4 }, () => randomUUID())
    const start = { ...{ race, url, path: '/v1/orders', token: viewer.token() ?? '' }, body: orderOf(film, 'buy') }
    const at = Date.now() + notice
    const told = await Promise.all(processes.map((one, i) => one.run({ ...start, key: keys[i % 4] ?? '', at })))
    const said = JSON.stringify(told)
    const firsts = told.slice(0, 4)
    assert.deepEqual(told.slice(4), firsts, `one key is one outcome: ${said}`)
    const [placed, ...others] = firsts.filter(({ status }) => status === 201)
    assert.ok(placed && others.length === 0, `one of the keys buys: ${said}`)
    for (const { status, type } of firsts.filter((one) => one !== placed)) {
      assert.equal(status, 409, said)
      refusals.add(type)
    }
    // As their page does that heard no answer; from then on the viewer reads what they wrote.
    const key = keys[firsts.indexOf(placed)] ?? ''
    const { orderId } = await viewer.post<Order>('/v1/orders', start.body, { key })
    assert.equal(orderId, placed.orderId)
    await orderIs(viewer, orderId, 'paid')
    await libraryHas(viewer, 1)
    // Whoever still asks under any of the keys hears what was decided.
    const later = await Promise.all(processes.map((one, i) => one.run({ ...start, key: keys[i % 4] ?? '', at: 0 })))
    assert.deepEqual(later, told)
  }

  assert.deepEqual(
    [...refusals].filter((type) => !/order-pending|already-owned/.test(type)),
    [],
  )
  const log = await wholeLog(env, ['commerce'])
  for (const { personId } of viewers)
    for (const type of ['OrderPlaced', 'PaymentAttached', 'PaymentTaken', 'EntitlementGranted'])
      assert.equal(log.filter((one) => one.type === type && one.record.key === personId).length, 1, type)
  assert.equal((await sandboxCharges(env)).charges, clicks)
})
