// Cards that a viewer keeps, by the public API of the whole product: kept with an order, shown, chosen, removed, erased.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Api, eventually } from '../start/client/api.ts'
import { loggedIn } from '../start/demo/people.ts'
import { type RunningApp, runningApp } from './app.ts'
import { type FilmInStore, filmInStore, newPerson, orderIs, orderOf, type Person } from './given-film.ts'

type Card = Readonly<{ cardId: string; brand: string; lastFour: string; expires: string; savedAt: string }>

let app: RunningApp
let film: FilmInStore
let viewer: Person

before(async () => {
  app = await runningApp({ name: 'cards' })
  film = await filmInStore(await loggedIn(app.url, app.people.seller), 'The film that is paid twice')
  viewer = await newPerson(app.url, 'viewer')
})
after(() => app?.stop())

const cardsOf = async (person: Api) => (await person.get<{ items: Card[] }>('/v1/cards')).items
const hasCards = (person: Api, count: number) =>
  eventually(`${count} cards`, 30_000, async () => {
    const items = await cardsOf(person)
    return items.length === count ? items : undefined
  })
const paysWith = async (person: Api, kind: 'rent' | 'buy', part: object) => {
  const { paymentMethod: _, ...order } = orderOf(film, kind)
  return (await person.post<{ orderId: string }>('/v1/orders', { ...order, ...part })).orderId
}
const refused = (type: string) => (error: unknown) => (error as { type?: string }).type === type

test('a card is kept with the order that it paid, and shown by brand, last digits and expiry alone', async () => {
  await orderIs(viewer, await paysWith(viewer, 'rent', { paymentMethod: 'pm_success', saveCard: true }), 'paid')
  const [card] = await hasCards(viewer, 1)
  assert.deepEqual(Object.keys(card ?? {}).sort(), ['brand', 'cardId', 'expires', 'lastFour', 'savedAt'])
  assert.deepEqual([card?.brand, card?.lastFour, card?.expires], ['visa', '4242', '2030-12'])
})

test('nobody else sees it, pays with it or removes it', async () => {
  const [card] = await cardsOf(viewer)
  const stranger = await newPerson(app.url, 'viewer')
  assert.deepEqual(await cardsOf(stranger), [])
  await assert.rejects(paysWith(stranger, 'rent', { cardId: card?.cardId }), refused('card-removed'))
  await assert.rejects(stranger.call('DELETE', `/v1/cards/${card?.cardId}`), refused('not-found'))
})

test('an order names one way of paying, not two and not none', async () => {
  const [card] = await cardsOf(viewer)
  for (const part of [{}, { cardId: card?.cardId, paymentMethod: 'pm_success' }])
    await assert.rejects(paysWith(viewer, 'buy', part), refused('invalid-request'))
})

test('it pays the next order; removed it pays nothing more', async () => {
  const [card] = await cardsOf(viewer)
  await orderIs(viewer, await paysWith(viewer, 'buy', { cardId: card?.cardId }), 'paid')
  await viewer.call('DELETE', `/v1/cards/${card?.cardId}`)
  assert.deepEqual(await hasCards(viewer, 0), [])
  const other = await newPerson(app.url, 'viewer')
  await assert.rejects(paysWith(other, 'buy', { cardId: card?.cardId }), refused('card-removed'))
})

test('a card that is declined is not kept', async () => {
  const payer = await newPerson(app.url, 'viewer')
  await orderIs(payer, await paysWith(payer, 'rent', { paymentMethod: 'pm_declined', saveCard: true }), 'failed')
  await orderIs(payer, await paysWith(payer, 'buy', { paymentMethod: 'pm_success', saveCard: true }), 'paid')
  const [card] = await hasCards(payer, 1)
  assert.equal(card?.lastFour, '4242')
})
