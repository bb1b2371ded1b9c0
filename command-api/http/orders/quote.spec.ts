// Offers as orders name them: what stands, what stood a moment ago, and where and when each holds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Problem } from '../../../platform/problems.ts'
import type { Film } from '../views.ts'
import { type Place, type Quote, quoteOf } from './quote.ts'

type Offer = Film['offers'][number]
const minute = 60_000
const now = Date.UTC(2026, 10, 27)
const offer: Offer = {
  ...{ offerId: 'sale', version: 2, kind: 'BUY', amount: 999n, currency: 'EUR', startWithin: null, watchWithin: null },
  ...{ quality: 'HD', territories: null, preorderFrom: null, opens: null, closes: null },
}
const film = (offers: readonly Offer[], earlier: Film['earlier'] = []) =>
  ({ filmId: 'film', sellerId: 'seller', offers, earlier }) as unknown as Film
const at = (country: string | null, found?: string): Place => ({ country, found })
const asked = (version: number) => ({ offerId: 'sale', offerVersion: version })
const quoted = (...args: Parameters<typeof quoteOf>): Quote => {
  const quote = quoteOf(...args)
  assert.ok(!(quote instanceof Error), String(quote))
  return quote
}
const refused = (name: string, ...args: Parameters<typeof quoteOf>): Problem => {
  const quote = quoteOf(...args)
  assert.ok(quote instanceof Error && quote.name === name, String(quote))
  return quote as Problem
}

test('the offer that stands is quoted for a quarter of an hour, as it was shown', () =>
  assert.deepEqual(quoted(film([offer]), asked(2), at('DE'), now), {
    ...{ filmId: 'film', sellerId: 'seller', offerId: 'sale', offerVersion: 2, kind: 'BUY' },
    ...{ amount: 999n, currency: 'EUR', startWithin: null, watchWithin: null, quality: 'HD', territory: 'DE' },
    ...{ preorderFrom: null, opensAt: null, closesAt: null, validUntil: now + 15 * minute },
  }))

test('a price that went up is not asked of whoever was shown the old one less than a quarter of an hour ago', () => {
  const dearer = film([{ ...offer, version: 3, amount: 1_299n }], [{ ...offer, replacedAt: now }])
  const old = quoted(dearer, asked(2), at('DE'), now + 15 * minute - 1)
  assert.deepEqual([old.amount, old.validUntil], [999n, now + 15 * minute])
  const { extra } = refused('price-changed', dearer, asked(2), at('DE'), now + 15 * minute)
  assert.deepEqual(extra.quote, { offerId: 'sale', offerVersion: 3, amount: 1_299, currency: 'EUR' })
  assert.equal(quoted(dearer, asked(3), at('DE'), now).amount, 1_299n)
})

test('an offer that was taken back has no successor', () => {
  const none = film([], [{ ...offer, replacedAt: now }])
  assert.equal(quoted(none, asked(2), at('DE'), now).amount, 999n)
  assert.equal(refused('price-changed', none, asked(2), at('DE'), now + 15 * minute).extra.quote, null)
  assert.equal(refused('price-changed', film([offer]), asked(1), at('DE'), now).extra.quote?.offerVersion, 2)
})

const german = film([{ ...offer, territories: ['AT', 'DE'] }])
test('an offer for some countries is for who lives there', () => {
  assert.equal(quoted(german, asked(2), at('AT'), now).territory, 'AT')
  refused('not-sold-here', german, asked(2), at('FR'), now)
  refused('not-sold-here', german, asked(2), at(null), now)
})
test('who seems to be elsewhere is asked, where that is looked up; an offer for everywhere asks nobody', () => {
  assert.equal(quoted(german, asked(2), at('DE', 'DE'), now).territory, 'DE')
  refused('not-sold-here', german, asked(2), at('DE', 'FR'), now)
  assert.equal(quoted(film([offer]), asked(2), at('DE', 'FR'), now).territory, 'DE')
})

test('a window opens when the clocks of the country say so', () => {
  const midnight = { preorderFrom: '2026-12-01T00:00', opens: '2026-12-24T00:00', closes: '2026-12-25T00:00' }
  const opening = film([{ ...offer, ...midnight }])
  const { preorderFrom, opensAt, closesAt } = quoted(opening, asked(2), at('DE'), now)
  assert.deepEqual(
    [preorderFrom, opensAt, closesAt].map((time) => new Date(time ?? 0).toISOString()),
    ['2026-11-30T23:00:00.000Z', '2026-12-23T23:00:00.000Z', '2026-12-24T23:00:00.000Z'],
  )
  assert.equal(quoted(opening, asked(2), at('JP'), now).opensAt, Date.UTC(2026, 11, 23, 15))
})
