import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openStore } from '../store.ts'
import { eventTime } from './event-time.ts'
import { journalHeaders, journalOf, type Step } from './journal.ts'
import { type Overlay, overlayOn } from './overlay.ts'
import { hasSeen, type Seen, withSeen } from './sequences.ts'
import { type Timer, timersIn } from './timers.ts'
import { startsOf } from './windows.ts'

const store = openStore({ file: ':memory:' })
const fresh = (): Overlay => overlayOn({ get: () => undefined, range: () => [] })

test('a journal says in its headers what it says', () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('time' as const), at: fc.nat() }, { noNullPrototype: true }),
    fc.record(
      {
        kind: fc.constant('records' as const),
        source: fc.constantFrom('playback/0', 'commands.media/12'),
        from: fc.bigInt({ min: 0n, max: 2n ** 60n }),
        to: fc.bigInt({ min: 0n, max: 2n ** 60n }),
      },
      { noNullPrototype: true },
    ),
  )
  fc.assert(
    fc.property(fc.array(step), fc.nat(), (steps, version) => {
      const journal = { processor: 'qoe', version, steps }
      assert.deepEqual(journalOf(journalHeaders(journal)), journal)
    }),
  )
  assert.equal(journalOf({ type: 'QoeMinute' }), undefined)
  assert.throws(() => journalOf({ processor: 'qoe/1', journal: 'playback/0@7' }), /no step/)
})

test('an overlay reads as the store would after its flush', () => {
  const keys = ['sa', 'sab', 'sb', 'ta', 'tb']
  const change = fc.record({ key: fc.constantFrom(...keys), value: fc.option(fc.nat(9)) })
  fc.assert(
    fc.property(fc.array(change), fc.array(change), fc.integer({ min: 1, max: 4 }), fc.nat(8), (...given) => {
      const [kept, changed, limit, atHand] = given
      store.clear()
      const overlay = overlayOn(store, atHand)
      const apply = (list: typeof kept) => {
        for (const { key, value } of list) value === null ? overlay.delete(key) : overlay.put(key, value)
      }
      const flush = () => store.write([], (writer) => overlay.flush(writer))
      apply(kept)
      flush()
      overlay.clear()
      apply(changed)
      const seen = (by: Overlay) => [
        keys.map((key) => by.get(key)),
        by.range('sa'),
        by.range('s', limit),
        by.range('t'),
      ]
      const before = seen(overlay)
      flush()
      overlay.clear()
      assert.deepEqual(before, seen(overlay), 'from memory')
      assert.deepEqual(before, seen(overlayOn(store)), 'from the store')
    }),
  )
})

test('timers fire in the order of their times; one of a name; a moved one once', () => {
  const timers = timersIn(fresh())
  timers.set('k', 'late', 90)
  timers.set('k', 'early', 5)
  timers.set('j', 'early', 5)
  timers.set('k', 'late', 20)
  timers.set('k', 'gone', 6)
  timers.cancel('k', 'gone')
  assert.equal(timers.get('k', 'late'), 20)
  assert.deepEqual(timers.first(), { key: 'j', name: 'early', at: 5 })
  assert.deepEqual(timers.take(100), { key: 'j', name: 'early', at: 5 })
  assert.deepEqual(timers.take(100), { key: 'k', name: 'early', at: 5 })
  assert.equal(timers.take(19), undefined)
  assert.deepEqual(timers.take(20), { key: 'k', name: 'late', at: 20 })
  assert.equal(timers.take(1_000), undefined)
  assert.throws(() => timers.set('k', 'x', Number.NaN), /no time/)
})

test('thousands of timers, set, moved, cancelled and taken in turn, fire as a list that is sorted would', () => {
  const command = fc.oneof(
    { weight: 6, arbitrary: fc.record({ set: fc.nat(3_000), at: fc.nat(10_000) }) },
    { weight: 2, arbitrary: fc.record({ cancel: fc.nat(3_000) }) },
    { weight: 2, arbitrary: fc.record({ until: fc.nat(10_000) }) },
    { weight: 1, arbitrary: fc.constant('kept' as const) },
  )
  const many = Array.from({ length: 2_500 }, (_, i) => ({ name: String(i), at: (i * 7_919) % 9_973 }))
  fc.assert(
    fc.property(fc.array(command, { minLength: 30, maxLength: 60 }), (commands) => {
      store.clear()
      let overlay = overlayOn(store)
      let timers = timersIn(overlay)
      const model = new Map<string, number>()
      const set = (name: string, at: number) => {
        timers.set('k', name, at)
        model.set(name, at)
      }
      for (const { name, at } of many) set(name, at)
      const firstOf = (): readonly [string, number] | undefined =>
        [...model].reduce<readonly [string, number] | undefined>(
          (low, one) => (!low || one[1] < low[1] || (one[1] === low[1] && one[0] < low[0]) ? one : low),
          undefined,
        )
      for (const it of commands) {
        if (it === 'kept') {
          store.write([], (writer) => overlay.flush(writer))
          overlay = overlayOn(store)
          timers = timersIn(overlay)
        } else if ('set' in it) set(String(it.set), it.at)
        else if ('cancel' in it) {
          timers.cancel('k', String(it.cancel))
          model.delete(String(it.cancel))
        } else
          for (let i = 0; i < 40; i++) {
            const first = firstOf()
            const wanted: Timer | undefined =
              first && first[1] <= it.until ? { key: 'k', name: first[0], at: first[1] } : undefined
            assert.deepEqual(timers.take(it.until), wanted)
            if (!wanted) break
            model.delete(wanted.name)
          }
      }
    }),
    { numRuns: 8 },
  )
})

const two = { sources: ['a/0', 'a/1'], outOfOrder: 10, idleAfter: 100 }

test('the watermark is the slowest source, minus what may come out of order; it never falls', () => {
  const clock = eventTime(two)
  clock.seen('a/0', 500)
  assert.equal(clock.watermark(), 0, 'nothing is known of the other')
  clock.seen('a/1', 300)
  assert.equal(clock.watermark(), 290)
  clock.seen('a/1', 200)
  assert.equal(clock.watermark(), 290)
  clock.seen('a/1', 900)
  assert.equal(clock.watermark(), 490)
  clock.advance(100)
  assert.equal(clock.watermark(), 490)
})

test('a silent source goes with the wall clock, a slow one holds back', () => {
  const clock = eventTime(two)
  clock.seen('a/0', 500)
  const silent = (...sources: string[]) => clock.reachable(2_000, (source) => sources.includes(source))
  assert.equal(silent('a/1'), 490)
  assert.equal(silent('a/0', 'a/1'), 1_890)
  assert.equal(silent('a/0'), -10)
  clock.advance(silent('a/0', 'a/1'))
  assert.equal(clock.watermark(), 1_890)
  const again = eventTime(two, { watermark: clock.watermark(), times: clock.times() })
  assert.equal(again.watermark(), 1_890)
})

test('every time falls into as many windows as fit, each containing it', () => {
  assert.deepEqual(startsOf(59_999, 60_000, 60_000), [0])
  assert.deepEqual(startsOf(60_000, 60_000, 60_000), [60_000])
  assert.deepEqual(startsOf(65, 60, 20), [20, 40, 60])
  fc.assert(
    fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (at, every, times) => {
      const size = every * times
      const starts = startsOf(at, size, every)
      assert.equal(starts.length, times)
      for (const start of starts) assert.ok(start % every === 0 && start <= at && at < start + size)
    }),
  )
})

test('numbers that were seen are known, and no others; without gaps they are one range', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (numbers) => {
      const seen = numbers.reduce<Seen>(withSeen, [])
      for (let n = 0; n <= 31; n++) assert.equal(hasSeen(seen, n), numbers.includes(n))
      const whole = Array.from({ length: 30 }, (_, i) => i + 1).reduce(withSeen, seen)
      assert.deepEqual(whole, [[1, 30]])
    }),
  ))
