import assert from 'node:assert/strict'
import { test } from 'node:test'
import { learn, recommend, type State } from './item-item.ts'
import { heatAt, trending, warm } from './trending.ts'

const memory = (): State => {
  const values = new Map<string, unknown>()
  return { get: <T>(key: string) => values.get(key) as T | undefined, put: (key, value) => void values.set(key, value) }
}

/** Six people, five films: a-b-c are watched together, d-e together, Fay knows only a. */
const six = () => {
  const state = memory()
  const seen = { ann: 'abc', bob: 'abc', cat: 'abd', dan: 'de', eve: 'de', fay: 'a' }
  for (const [person, films] of Object.entries(seen)) for (const film of films) learn(state, person, film)
  return state
}

test('who knows a is shown b, c, d in this order, and never e', () => {
  const list = recommend(six(), 'fay', 10)
  // n(a)=4 n(b)=3 n(c)=2 n(d)=3; c(a,b)=3 c(a,c)=2 c(a,d)=1
  assert.deepEqual(list, [
    { filmId: 'b', score: 3 / (Math.sqrt(12) + 1) },
    { filmId: 'c', score: 2 / (Math.sqrt(8) + 1) },
    { filmId: 'd', score: 1 / (Math.sqrt(12) + 1) },
  ])
})

test('the others get what their neighbours saw', () => {
  const state = six()
  const order = (person: string) =>
    recommend(state, person, 10)
      .map((s) => s.filmId)
      .join('')
  assert.equal(order('ann'), 'd')
  assert.equal(order('cat'), 'ce')
  assert.equal(order('dan'), 'ba')
  assert.equal(order('nobody'), '')
})

test('seeing a film again teaches nothing', () => {
  const state = six()
  const before = recommend(state, 'fay', 10)
  assert.equal(learn(state, 'ann', 'a'), false)
  assert.deepEqual(recommend(state, 'fay', 10), before)
})

test('the list is cut at its limit', () => assert.equal(recommend(six(), 'fay', 2).length, 2))

const day = 86_400_000

test('heat halves in a day', () => assert.equal(heatAt(warm(undefined, 0, 8), 3 * day), 1))

test('a late event counts for what is left of it', () => {
  assert.deepEqual(warm(warm(undefined, day), 0), { value: 1.5, at: day })
  assert.deepEqual(warm(warm(undefined, 0), day), { value: 1.5, at: day })
})

test('newer plays outrun more but older ones', () => {
  const old = [0, 0, 0].reduce((heat: ReturnType<typeof warm> | undefined, at) => warm(heat, at), undefined)
  const heats = new Map([
    ['old', old ?? warm(undefined, 0)],
    ['new', warm(undefined, 2 * day)],
  ])
  assert.deepEqual(
    trending(heats, 2 * day, 10).map((s) => s.filmId),
    ['new', 'old'],
  )
})
