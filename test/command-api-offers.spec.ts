// Offers over the command API: for whom, from when, at which picture.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idOf } from '../runtime/index.ts'
import { as, buy, call, drafted, fails, orderOf, paid, published, rent, room } from './command-api-given.ts'

const livesIn = async (name: string, country: string) => {
  const headers = await as(name)
  const person = { type: 'RegisterPerson', personId: idOf(name), roles: ['viewer'], simulated: false }
  await room.commands.submit('identity', person, {
    ...{ key: idOf(name), commandId: idOf('register', name), bodyHash: '', actor: '' },
  })
  assert.equal((await call('PUT', '/v1/account/country', headers, { country })).status, 200)
  return headers
}

test('a film is sold where its offer holds, to who lives there', async () => {
  const film = await published('Abroad', [{ ...buy, territories: ['AT', 'DE'] }])
  await fails(409, 'not-sold-here', 'POST', '/v1/orders', await as('viewer of nowhere'), orderOf(film, 'buy'))
  const french = await livesIn('viewer in France', 'FR')
  await fails(409, 'not-sold-here', 'POST', '/v1/orders', french, orderOf(film, 'buy'))
  const german = await livesIn('viewer in Germany', 'DE')
  const abroad = { ...german, 'x-country': 'FR' }
  await fails(409, 'not-sold-here', 'POST', '/v1/orders', abroad, orderOf(film, 'buy'))
  assert.equal((await call('POST', '/v1/orders', german, orderOf(film, 'buy'))).status, 201)
})

test('a film is ordered before it opens where the seller says so, and plays when it has opened', async () => {
  const clock = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16)
  const soon = { opens: clock(3), closes: clock(9) }
  const film = await published('Soon', [
    { ...buy, ...soon, preorderFrom: clock(-3) },
    { ...rent, ...soon },
  ])
  const viewer = await as('viewer 21')
  await fails(409, 'not-on-sale', 'POST', '/v1/orders', viewer, orderOf(film, 'rent'))
  const { status, body } = await call('POST', '/v1/orders', viewer, orderOf(film, 'buy'))
  assert.equal(status, 201)
  await paid('viewer 21', String(body.orderId), 999n)
  await fails(409, 'not-released', 'POST', '/v1/playbacks', viewer, { filmId: film.filmId })
  const over = await published('Over', [{ ...buy, opens: clock(-9), closes: clock(-3) }])
  await fails(409, 'not-on-sale', 'POST', '/v1/orders', viewer, orderOf(over, 'buy'))
})

test('a token is for the picture that was bought', async () => {
  const film = await published('Sharp', [
    { ...buy, quality: 'sd' },
    { ...buy, amount: 1_499, quality: 'uhd' },
  ])
  const [sd, uhd] = film.offers
  assert.notEqual(sd?.offerId, uhd?.offerId)
  const linesOf = async (name: string, offer: typeof sd, amount: bigint) => {
    const viewer = await as(name)
    const { body } = await call('POST', '/v1/orders', viewer, {
      ...orderOf({ ...film, offers: offer ? [offer] : [] }, 'buy'),
    })
    await paid(name, String(body.orderId), amount)
    const played = await call('POST', '/v1/playbacks', viewer, { filmId: film.filmId })
    assert.equal(played.status, 201)
    const { token, playbackId } = played.body as Record<string, string>
    const renewed = await call('POST', `/v1/playbacks/${playbackId}/token`, viewer)
    const both = [token, String(renewed.body.token)].map((one) => room.auth.verifyPlayback(String(one)))
    const [first, second] = (await Promise.all(both)).map(({ lines }) => lines)
    assert.equal(first, second)
    return first
  }
  assert.equal(await linesOf('viewer 22', sd, 999n), 480)
  assert.equal(await linesOf('viewer 23', uhd, 1_499n), 1_080)
})

const wrong: readonly (readonly [string, object])[] = [
  ['a country that is none', { territories: ['XX'] }],
  ['no country at all', { territories: [] }],
  ['a day that is none', { opens: '2027-02-30T00:00' }],
  ['a time with a zone', { opens: '2027-02-01T00:00Z' }],
  ['a close before the opening', { opens: '2027-02-01T00:00', closes: '2027-01-01T00:00' }],
  ['an order before an opening that is not set', { preorderFrom: '2027-02-01T00:00' }],
  ['a picture that nobody has', { quality: '8k' }],
]
test('an offer that cannot be is refused, and nothing is set', async () => {
  const filmId = await drafted('Impossible')
  const path = `/v1/films/${filmId}/offers`
  for (const [, terms] of wrong)
    await fails(400, 'invalid-request', 'PUT', path, await as('seller'), { offers: [{ ...buy, ...terms }] })
  await fails(409, 'no-renditions', 'POST', `/v1/films/${filmId}/publication`, await as('seller'))
})
