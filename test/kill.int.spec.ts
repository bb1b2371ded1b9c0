// kill -9 of the whole product in the middle of a transcode and of purchases, then the next start: all end well, once.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { folderObjects } from '../platform/objects.ts'
import { type Api, eventually } from '../start/client/api.ts'
import { readyToPlay, upload } from '../start/demo/load.ts'
import { loggedIn } from '../start/demo/people.ts'
import { markedProcesses, ownerVariable } from '../start/servers/guard.ts'
import { appProcess } from './app.ts'
import {
  draft,
  fetched,
  filmInStore,
  newPerson,
  type Order,
  orderIs,
  orderOf,
  type Playback,
  publish,
  withVideo,
} from './given-film.ts'
import { sandboxBank } from './sandbox-bank.ts'
import { openStream } from './sse.ts'
import { wholeLog } from './whole-log.ts'

const owner = randomUUID()
const app = await appProcess({ name: 'kill', env: { [ownerVariable]: owner } })
after(() => app.stop())
const { url, env, people } = app
const bank = sandboxBank(env)

const bearer = (api: Api) => ({ authorization: `Bearer ${api.token()}` })
const place = (viewer: Api, body: object) => viewer.post<Order>('/v1/orders', body)

const seller = await loggedIn(url, people.seller)
const film = await filmInStore(seller, 'Sold while it falls', 4)
const [asked, hasty] = [await newPerson(url, 'viewer'), await newPerson(url, 'viewer')]
const filmId = await draft(seller, 'Made while it falls')
const orders: { viewer: Api; orderId: string }[] = []

test('killed while a film is encoded, a payer is at the bank and another order was just placed: nothing is left', async () => {
  const atBank = await place(asked, orderOf(film, 'buy', 'pm_3ds'))
  const { actionUrl } = await orderIs(asked, atBank.orderId, 'action-required')
  await withVideo(40, (file) => upload(seller, filmId, file), '854x480')
  const live = await openStream(url, `/v1/films/${filmId}/progress`, bearer(seller))
  for (;;) {
    const { event, data } = (await live.next()) ?? assert.fail('the progress ended')
    assert.equal(event, 'progress', 'the encode was over too soon')
    if (data.stage === 'encode' && Number(data.percent) > 5) break
  }
  const justPlaced = await place(hasty, orderOf(film, 'rent'))
  await app.kill()
  live.close()
  await eventually('its tools ended', 10_000, async () => (markedProcesses(owner).length === 0 ? true : undefined))

  orders.push({ viewer: asked, orderId: atBank.orderId }, { viewer: hasty, orderId: justPlaced.orderId })
  await bank.decide(actionUrl, 'approve')
})

test('started again, the film is made and plays', async () => {
  await app.start()
  await readyToPlay(seller, filmId)
  const made = await publish(seller, filmId)
  const { orderId } = await place(hasty, orderOf(made, 'buy'))
  await orderIs(hasty, orderId, 'paid')
  const { hls } = await hasty.post<Playback>('/v1/playbacks', { filmId })
  assert.equal((await fetched(url, hls)).status, 200)
})

test('it was made once: one job packaged, one set', async () => {
  const told = (await wholeLog(env, ['media', 'catalogue'])).filter(({ fields }) => fields.filmId === filmId)
  const times = (wanted: string) => told.filter(({ type }) => type === wanted).length
  assert.deepEqual(['MediaPackaged', 'TranscodeFailed', 'RenditionsReady'].map(times), [1, 0, 1])
  assert.ok(times('TranscodeStarted') >= 2, 'the killed attempt and the one after it')
  const objects = await folderObjects({ root: env.MATINEE_OBJECTS ?? '' })
  const sets = new Set((await objects.list(`films/${filmId}`)).map(({ key }) => key.split('/')[2]))
  assert.equal(sets.size, 1)
})

test('each order is paid and taken from the payer once', async () => {
  for (const { viewer, orderId } of orders) {
    await orderIs(viewer, orderId, 'paid')
    const told = (await wholeLog(env, ['commerce'])).filter(({ fields }) => fields.orderId === orderId)
    const times = (wanted: string) => told.filter(({ type }) => type === wanted).length
    assert.deepEqual(['OrderPlaced', 'PaymentTaken', 'EntitlementGranted'].map(times), [1, 1, 1])
    const taken = (await bank.paymentsOf(orderId)).filter(({ status }) => status === 'succeeded')
    assert.equal(taken.length, 1)
  }
})
