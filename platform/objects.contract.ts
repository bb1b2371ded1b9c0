// What every object store must do; each adapter's spec runs it.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { InvalidKey, ObjectMissing, type ObjectStore, ObjectTooLarge, RangeOutside } from './objects.ts'

export const text = (value: string): Buffer[] => [Buffer.from(value)]
export const readAll = async (opened: Promise<{ stream: Readable }>): Promise<string> =>
  (await buffer((await opened).stream)).toString()
const keys = async (store: ObjectStore, prefix: string) => (await store.list(prefix)).map(({ key }) => key)

/** `open` gives an empty store; each test opens its own. */
export const objectsContract = (name: string, open: () => Promise<ObjectStore>) => {
  const it = (what: string, check: (store: ObjectStore) => Promise<void>) =>
    test(`${name}: ${what}`, async () => check(await open()))

  it('what was put is read back, with its size and digest', async (store) => {
    const body = randomBytes(300_000)
    const chunks = [body.subarray(0, 100_000), body.subarray(100_000)]
    const sha256 = createHash('sha256').update(body).digest('hex')
    assert.deepEqual(await store.put('uploads/a/b', chunks), { bytes: 300_000, sha256 })
    const opened = await store.open('uploads/a/b')
    assert.deepEqual([opened.bytes, opened.start, opened.end], [300_000, 0, 299_999])
    assert.ok((await buffer(opened.stream)).equals(body))
    assert.equal((await store.stat('uploads/a/b'))?.bytes, 300_000)
  })

  it('an empty object is an object', async (store) => {
    assert.equal((await store.put('empty', [])).bytes, 0)
    assert.equal((await store.stat('empty'))?.bytes, 0)
    assert.equal(await readAll(store.open('empty')), '')
    await assert.rejects(store.open('empty', { start: 0 }), RangeOutside)
  })

  it('a second put takes the place of the first', async (store) => {
    await store.put('a', text('first, longer'))
    await store.put('a', text('second'))
    assert.equal(await readAll(store.open('a')), 'second')
  })

  it('who reads meanwhile reads the first to its end', async (store) => {
    await store.put('a', text('first'))
    const opened = await store.open('a')
    await store.put('a', text('other'))
    assert.equal((await buffer(opened.stream)).toString(), 'first')
  })

  it('a body over the limit leaves nothing, and what was there stays', async (store) => {
    await store.put('a', text('12345'), { limit: 5 })
    await assert.rejects(store.put('a', [Buffer.from('123'), Buffer.from('456')], { limit: 5 }), ObjectTooLarge)
    await assert.rejects(store.put('b', text('123456'), { limit: 5 }), ObjectTooLarge)
    assert.equal(await readAll(store.open('a')), '12345')
    assert.deepEqual(await keys(store, ''), ['a'])
  })

  it('a body that breaks off leaves nothing', async (store) => {
    const breaking = async function* () {
      yield Buffer.from('abc')
      throw new Error('the client went away')
    }
    await assert.rejects(store.put('a', breaking()), /the client went away/)
    assert.equal(await store.stat('a'), undefined)
    assert.deepEqual(await store.list(''), [])
  })

  it('nothing is visible before the body has ended', async (store) => {
    const seen: unknown[] = []
    const watching = async function* () {
      yield Buffer.from('abc')
      seen.push(await store.stat('a'), await store.list(''))
      yield Buffer.from('def')
    }
    await store.put('a', watching())
    assert.deepEqual(seen, [undefined, []])
  })

  it('ranges are inclusive, clamped, and refused behind the end', async (store) => {
    await store.put('a', text('0123456789'))
    assert.equal(await readAll(store.open('a', { start: 2, end: 4 })), '234')
    assert.equal(await readAll(store.open('a', { start: 0, end: 0 })), '0')
    assert.equal(await readAll(store.open('a', { start: 7 })), '789')
    assert.equal(await readAll(store.open('a', { start: 7, end: 99 })), '789')
    assert.equal(await readAll(store.open('a', { last: 3 })), '789')
    assert.equal(await readAll(store.open('a', { last: 99 })), '0123456789')
    const { stream, ...shown } = await store.open('a', { last: 3 })
    stream.destroy()
    assert.deepEqual(shown, { bytes: 10, start: 7, end: 9 })
    await assert.rejects(store.open('a', { start: 10 }), RangeOutside)
    await assert.rejects(store.open('a', { start: 3, end: 2 }), RangeOutside)
    await assert.rejects(store.open('a', { last: 0 }), RangeOutside)
  })

  it('what is not there is missing', async (store) => {
    await store.put('a/b', text('x'))
    await assert.rejects(store.open('nothing'), ObjectMissing)
    await assert.rejects(store.open('a'), ObjectMissing)
    await assert.rejects(store.open('a/b/c'), ObjectMissing)
    assert.equal(await store.stat('a'), undefined)
    assert.deepEqual(await store.list('nothing'), [])
    await store.remove('nothing')
  })

  it('lists whole segments, by key', async (store) => {
    for (const key of ['films/2/b', 'films/1/z', 'films/1/a', 'films/10/a', 'uploads/1'])
      await store.put(key, text('x'))
    assert.deepEqual(await keys(store, 'films/1'), ['films/1/a', 'films/1/z'])
    assert.deepEqual(await keys(store, 'films/1/a'), ['films/1/a'])
    assert.deepEqual(await keys(store, ''), ['films/1/a', 'films/1/z', 'films/10/a', 'films/2/b', 'uploads/1'])
  })

  it('removes everything below a prefix and nothing else', async (store) => {
    for (const key of ['films/1/a', 'films/1/b/c', 'films/10/a']) await store.put(key, text('x'))
    await store.remove('films/1')
    assert.deepEqual(await keys(store, ''), ['films/10/a'])
  })

  it('publishes a whole prefix once; what is published stays', async (store) => {
    await store.put('staging/1/a', text('first'))
    await store.put('staging/1/sub/b', text('first'))
    assert.equal(await store.publish('staging/1', 'films/f/j'), true)
    assert.deepEqual(await keys(store, ''), ['films/f/j/a', 'films/f/j/sub/b'])

    await store.put('staging/2/a', text('second'))
    assert.equal(await store.publish('staging/2', 'films/f/j'), false)
    assert.deepEqual(await keys(store, ''), ['films/f/j/a', 'films/f/j/sub/b'])
    assert.equal(await readAll(store.open('films/f/j/a')), 'first')
    await assert.rejects(store.publish('staging/2', 'films/f/other'), ObjectMissing)
  })

  it('refuses keys that are none', async (store) => {
    const wrong = [
      '',
      '/a',
      'a/',
      'a//b',
      '..',
      'a/../b',
      '.',
      './a',
      'a/.b',
      '.temporary/x',
      'a\\b',
      'a\0b',
      'a b',
      'é',
    ]
    for (const key of [...wrong, 'a'.repeat(513)]) {
      await assert.rejects(async () => store.put(key, text('x')), InvalidKey, key)
      await assert.rejects(async () => store.open(key), InvalidKey, key)
      await assert.rejects(async () => store.stat(key), InvalidKey, key)
      await assert.rejects(async () => store.remove(key), InvalidKey, key)
      await assert.rejects(async () => store.publish(key, 'b'), InvalidKey, key)
      await assert.rejects(async () => store.publish('b', key), InvalidKey, key)
    }
  })
}
