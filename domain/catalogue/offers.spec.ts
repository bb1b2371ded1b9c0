// Offers and their versions: what a buyer saw is what a buyer pays.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { OffersSet } from '../../schemas/generated/types/catalogue.ts'
import { specFor } from '../../test/given.ts'
import { isRefusal } from '../decision.ts'
import { decide } from './decider.ts'
import { evolve, type Film, unknownFilm } from './film.ts'
import { drafted, offered, offers, rental, sale } from './samples.ts'
import type { Terms } from './terms.ts'

const given = specFor(decide, evolve, unknownFilm)
const v = (version: number, terms: Terms) => ({ ...terms, version })

test('a new offer has version 1', () =>
  given(drafted)
    .when(offers(2, sale(999n), rental(399n)))
    .then(offered(2, v(1, sale(999n)), v(1, rental(399n)))))
test('only the offer that changes gets a new version', () =>
  given(drafted, offered(2, v(1, sale(999n)), v(1, rental(399n))))
    .when(offers(3, sale(899n), rental(399n)))
    .then(offered(3, v(2, sale(899n)), v(1, rental(399n)))))
test('the same offers again are nothing', () =>
  given(drafted, offered(2, v(1, sale(999n))))
    .when(offers(3, sale(999n)))
    .then())
test('an offer that comes back at another price is a new version', () =>
  given(drafted, offered(2, v(1, sale(999n))), offered(3, v(1, rental(399n))))
    .when(offers(4, sale(1n)))
    .then(offered(4, v(2, sale(1n)))))
test('a gift is an offer', () =>
  given(drafted)
    .when(offers(2, sale(0n)))
    .then(offered(2, v(1, sale(0n)))))

const refused = (name: string, ...terms: Terms[]) =>
  test(name, () =>
    given(drafted)
      .when(offers(2, ...terms))
      .refused('invalid-request'),
  )
refused('an amount below 0 is refused', sale(-1n))
refused('a currency that nobody knows is refused', { ...sale(1n), currency: 'EUX' })
refused('a rental without its second clock is refused', { ...rental(1n), watchWithin: null })
refused('a rental whose clock stands still is refused', { ...rental(1n), startWithin: 0 })
refused('a sale with a clock is refused', { ...sale(1n), watchWithin: 1 })
refused('a hundred and one offers are one too many', ...Array.from({ length: 101 }, (_, i) => sale(1n, `offer ${i}`)))
refused('a territory that nobody knows is refused', { ...sale(1n), territories: ['DE', 'XX'] })
refused('a territory is named once', { ...sale(1n), territories: ['DE', 'DE'] })
refused('an offer for no territory is refused', { ...sale(1n), territories: [] })
refused('a window on a day that is none is refused', { ...sale(1n), opens: '2027-02-29T00:00' })
refused('a window that closes before it opens is refused', {
  ...sale(1n),
  ...{ opens: '2027-02-01T00:00', closes: '2027-01-31T23:59' },
})
refused('an order before it opens needs a time when it opens', { ...sale(1n), preorderFrom: '2027-01-01T00:00' })
refused('a rental is not ordered before it opens', {
  ...rental(1n),
  ...{ preorderFrom: '2027-01-01T00:00', opens: '2027-02-01T00:00' },
})
test('a picture, a territory and a window are terms: each change is a new version', () => {
  const here = { ...sale(999n), territories: ['DE', 'AT'] }
  const soon = { ...here, preorderFrom: '2027-01-01T00:00', opens: '2027-02-01T00:00', closes: '2027-03-01T00:00' }
  const sharp = { ...soon, quality: 'UHD' as const }
  return given(drafted, offered(2, v(1, sale(999n))), offered(3, v(2, here)), offered(4, v(3, soon)))
    .when(offers(5, sharp))
    .then(offered(5, v(4, sharp)))
})
refused('an offer id stands once', sale(1n), sale(2n))

const anyTerms = fc.record({ id: fc.constantFrom('a', 'b', 'c'), amount: fc.bigInt(0n, 2n), rent: fc.boolean() })
const anyOffers = fc
  .uniqueArray(anyTerms, { selector: (t) => t.id, maxLength: 3 })
  .map((list) => list.map((t) => (t.rent ? rental(t.amount, t.id) : sale(t.amount, t.id))))

test('one offer id and version never stands for two prices, and versions never fall', () =>
  fc.assert(
    fc.property(fc.array(anyOffers, { maxLength: 12 }), (changes) => {
      const sold = new Map<string, string>()
      const highest = new Map<string, number>()
      let film: Film = evolve(unknownFilm, drafted)
      for (const [i, asked] of changes.entries()) {
        const decision = decide(offers(i + 2, ...asked), film)
        assert.ok(!isRefusal(decision))
        film = decision.reduce(evolve, film)
        for (const { offerId, version, amount, kind } of (decision as readonly OffersSet[]).flatMap((e) => e.offers)) {
          const terms = `${kind} ${amount}`
          assert.equal(sold.get(`${offerId} ${version}`) ?? terms, terms)
          assert.ok(version >= (highest.get(offerId) ?? 1))
          sold.set(`${offerId} ${version}`, terms)
          highest.set(offerId, version)
        }
      }
    }),
  ))
