// The local store: values, positions and what is remembered move together or not at all.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openStore, StaleStore } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'store-'))
after(() => rmSync(folder, { recursive: true }))

let files = 0
const newFile = () => join(folder, `deep/${files++}.sqlite`)
const at = (from: bigint | undefined, next: bigint) => [{ source: 'commerce/0', from, next }]

test('a value comes back as it was, bigint, map and date too', () => {
  const store = openStore({ file: newFile() })
  const value = { amount: 399n, seen: new Map([['a', new Date(5)]]), none: undefined, bytes: Buffer.from('x') }
  store.write(at(undefined, 1n), (s) => s.put('k', value))
  const back = store.get<typeof value>('k')
  assert.deepEqual({ ...back, bytes: Buffer.from(back?.bytes ?? '') }, value)
  assert.equal(store.get('other'), undefined)
  store.close()
})

test('a Buffer comes back as a Buffer', () => {
  const store = openStore({ file: newFile() })
  store.write([], (s) => [Buffer.from('bytes'), Buffer.alloc(0)].forEach((value, i) => void s.put(`k${i}`, value)))
  assert.deepEqual([store.get('k0'), store.get('k1')], [Buffer.from('bytes'), Buffer.alloc(0)])
  store.close()
})

test('values and position survive together; a failed write leaves neither', () => {
  const file = newFile()
  const first = openStore({ file })
  first.write(at(undefined, 7n), (s) => s.put('k', 1))
  assert.throws(
    () =>
      first.write(at(7n, 9n), (s) => {
        s.put('k', 2)
        throw new Error('half way')
      }),
    /half way/,
  )
  first.close()

  const second = openStore({ file })
  assert.equal(second.get('k'), 1)
  assert.equal(second.position('commerce/0'), 7n)
  second.close()
})

test('a second owner that woke up late is refused and changes nothing', () => {
  const file = newFile()
  const zombie = openStore({ file })
  zombie.write(at(undefined, 7n), (s) => s.put('k', 'old'))
  const owner = openStore({ file })
  owner.write(at(7n, 12n), (s) => s.put('k', 'new'))
  assert.throws(() => zombie.write(at(7n, 9n), (s) => s.put('k', 'zombie')), StaleStore)
  assert.equal(owner.get('k'), 'new')
  assert.equal(owner.position('commerce/0'), 12n)
  zombie.close()
  owner.close()
})

test('offsets beyond 2^53 are exact', () => {
  const store = openStore({ file: newFile() })
  const far = 2n ** 60n + 1n
  store.write(at(undefined, far), () => undefined)
  assert.equal(store.position('commerce/0'), far)
  assert.deepEqual(store.positions(), new Map([['commerce/0', far]]))
  store.close()
})

test('a range is ordered, half open, bounded, and can be read backwards', () => {
  const store = openStore({ file: newFile() })
  store.write([], (s) => {
    for (const key of ['b/2', 'a/1', 'b/1', 'c/1', 'b/3']) s.put(key, key)
    s.delete('b/3')
  })
  const keys = (range: Parameters<typeof store.range>[0]) => store.range(range).map(([key]) => key)
  assert.deepEqual(keys({ from: 'b/', until: 'c/' }), ['b/1', 'b/2'])
  assert.deepEqual(keys({ from: 'b/', limit: 2 }), ['b/1', 'b/2'])
  assert.deepEqual(keys({ descending: true, limit: 2 }), ['c/1', 'b/2'])
  store.close()
})

test('what is remembered is forgotten by age', () => {
  const store = openStore({ file: newFile() })
  store.write([], (s) => [1, 2, 3].forEach((n) => void s.remember(`id${n}`, n * 100, { n })))
  assert.deepEqual(store.recall('id1'), { n: 1 })
  const forgotten = store.write([], (s) => s.forgetBefore(300))
  assert.equal(forgotten, 2)
  assert.equal(store.recall('id2'), undefined)
  assert.deepEqual(store.recall('id3'), { n: 3 })
  store.close()
})

test('a copy holds everything; clear empties all', () => {
  const store = openStore({ file: newFile() })
  store.write(at(undefined, 3n), (s) => {
    s.put('k', 1)
    s.setMeta('code', '4')
  })
  const copy = newFile()
  store.copyTo(copy)
  store.clear()
  assert.deepEqual(
    [store.get('k'), store.meta('code'), store.position('commerce/0')],
    [undefined, undefined, undefined],
  )
  const copied = openStore({ file: copy })
  assert.deepEqual([copied.get('k'), copied.meta('code'), copied.position('commerce/0')], [1, '4', 3n])
  copied.close()
  store.close()
})
