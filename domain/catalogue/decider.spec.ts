// A film from its draft to the store, and out of it.
import { test } from 'node:test'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { evolve, unknownFilm } from './film.ts'
import {
  backAgain,
  describe,
  draft,
  drafted,
  offered,
  offers,
  publish,
  published,
  putBack,
  ready,
  renditions,
  sale,
  takeDown,
  takenDown,
  upload,
  uploaded,
} from './samples.ts'

const given = specFor(decide, evolve, unknownFilm)
const described = { synopsis: '', genres: [], year: null, ageRating: null, title: 'Nosferatu' }
const says = (at: number, part: object) =>
  ({ type: 'FilmDescribed', at, filmId: 'film', ...described, ...part }) as const
const playable = [drafted, uploaded(upload(2)), ready(renditions(3))]
const forSale = [...playable, offered(4, { ...sale(999n), version: 1 })]
const inStore = [...forSale, published(5)]

test('a seller drafts a film', () => given().when(draft(1)).then(drafted))
test('the same draft again is nothing', () => given(drafted).when(draft(2)).then())
test('a film id of another seller is refused', () => given(drafted).when(draft(2, 'another')).refused('conflict'))
test('what was never drafted is not found', () => given().when(publish(1)).refused('not-found'))

test('what is not said stays as it was', () =>
  given(drafted, says(2, { synopsis: 'A symphony of horror.' }))
    .when(describe(3, { genres: ['horror'], year: 1922 }))
    .then(says(3, { synopsis: 'A symphony of horror.', genres: ['horror'], year: 1922 })))
test('a year that is said as null is cleared', () =>
  given(drafted, says(2, { year: 1922 }))
    .when(describe(3, { year: null }))
    .then(says(3, {})))
test('saying what holds is nothing', () =>
  given(drafted)
    .when(describe(3, { title: 'Nosferatu' }))
    .then())
test('a title cannot be empty', () =>
  given(drafted)
    .when(describe(3, { title: ' ' }))
    .refused('invalid-request'))
test('a year before film is refused', () =>
  given(drafted)
    .when(describe(3, { year: 1700 }))
    .refused('invalid-request'))

test('an upload is recorded once', () =>
  given(drafted, uploaded(upload(2)))
    .when(upload(3))
    .then())
test('another seller uploads nothing here', () =>
  given(drafted)
    .when(upload(2, 'u', 'another'))
    .refused('forbidden'))
test('renditions of the upload make it playable', () =>
  given(drafted, uploaded(upload(2)))
    .when(renditions(3))
    .then(ready(renditions(3))))
test('renditions told twice are taken once', () =>
  given(...playable)
    .when(renditions(4))
    .then())
test('renditions of an outdated upload are not wanted', () =>
  given(drafted, uploaded(upload(2)), uploaded(upload(3, 'newer')))
    .when(renditions(4))
    .then())
test('renditions of a new upload take the place of the old ones', () =>
  given(...playable, uploaded(upload(4, 'newer')))
    .when(renditions(5, 'newer', 'job 2'))
    .then(ready(renditions(5, 'newer', 'job 2'))))

test('without renditions nothing is published', () =>
  given(drafted, uploaded(upload(2)))
    .when(publish(3))
    .refused('no-renditions'))
test('without offers nothing is published', () =>
  given(...playable)
    .when(publish(4))
    .refused('no-offers'))
test('a seller whom the payment provider does not pay publishes nothing', () => {
  for (const sellerActive of [false, null])
    given(...forSale)
      .when(publish(5, undefined, sellerActive))
      .refused('seller-not-active')
  given(...forSale, published(5))
    .when(publish(6, undefined, false))
    .then()
})
test('another seller publishes nothing here', () =>
  given(...forSale)
    .when(publish(5, 'another'))
    .refused('forbidden'))
test('playable and offered, it is published', () =>
  given(...forSale)
    .when(publish(5))
    .then(published(5)))
test('publishing twice is nothing', () =>
  given(...inStore)
    .when(publish(6))
    .then())
test('a new upload leaves the film in the store', () =>
  given(...inStore, uploaded(upload(6, 'newer')))
    .when(publish(7))
    .then())

test('an operator takes it down, with a reason', () =>
  given(...inStore)
    .when(takeDown(6))
    .then(takenDown(6)))
test('a take-down needs a reason', () =>
  given(...inStore)
    .when(takeDown(6, ' '))
    .refused('invalid-request'))
test('its seller cannot publish it again', () =>
  given(...inStore, takenDown(6))
    .when(publish(7))
    .refused('film-unavailable'))
test('put back, it is in the store again', () =>
  given(...inStore, takenDown(6), backAgain(7))
    .when(publish(8))
    .then())
test('a draft that was taken down is a draft again', () =>
  given(...forSale, takenDown(6), backAgain(7))
    .when(publish(8))
    .then(published(8)))
test('what was not taken down is not put back', () =>
  given(...inStore)
    .when(putBack(6))
    .then())
test('a film in the store keeps an offer', () =>
  given(...inStore)
    .when(offers(6))
    .refused('no-offers'))

test('nobody but the seller puts a film into plans; said again it is nothing', () => {
  const put = (now: number, planIds: readonly string[], sellerId = 'seller') =>
    ({ type: 'SetFilmPlans', now, filmId: 'film', sellerId, planIds }) as const
  const set = (at: number, planIds: readonly string[]) =>
    ({ type: 'FilmPlansSet', at, filmId: 'film', planIds }) as const
  const drafted = { type: 'FilmDrafted', at: 1, filmId: 'film', sellerId: 'seller', title: 'Nosferatu' } as const
  given(drafted)
    .when(put(2, ['b', 'a', 'b']))
    .then(set(2, ['a', 'b']))
  given(drafted, set(2, ['a', 'b']))
    .when(put(3, ['b', 'a']))
    .then()
  given(drafted, set(2, ['a', 'b']))
    .when(put(3, []))
    .then(set(3, []))
  given(drafted)
    .when(put(2, ['a'], 'other'))
    .refused('forbidden')
  given(drafted)
    .when(
      put(
        2,
        Array.from({ length: 51 }, (_, n) => String(n)),
      ),
    )
    .refused('invalid-request')
})
