// What the keys of the player mean.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actionOf } from './keys.ts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })

test('keys do what people expect of a player', () => {
  assert.deepEqual(press(' '), { do: 'toggle' })
  assert.deepEqual(press('K'), { do: 'toggle' })
  assert.deepEqual(press('ArrowLeft'), { do: 'step', seconds: -10 })
  assert.deepEqual(press('l'), { do: 'step', seconds: 10 })
  assert.deepEqual(press('7'), { do: 'tenth', of: 7 })
})

test('with a modifier they belong to the browser', () => {
  assert.equal(press('f', { ctrlKey: true }), undefined)
  assert.equal(press('ArrowLeft', { altKey: true }), undefined)
  assert.equal(press('m', { metaKey: true }), undefined)
})

test('other keys do nothing', () => assert.equal(press('Tab'), undefined))
