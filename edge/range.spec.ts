import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rangeOf } from './range.ts'

test('ranges of bytes', () => {
  assert.deepEqual(rangeOf('bytes=0-99'), { start: 0, end: 99 })
  assert.deepEqual(rangeOf('bytes=100-'), { start: 100 })
  assert.deepEqual(rangeOf('bytes=-5'), { last: 5 })
})

test('what is no single range of bytes asks for everything', () => {
  for (const header of [undefined, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,4-5', 'items=0-1', 'bytes=a-b'])
    assert.equal(rangeOf(header), undefined)
})
