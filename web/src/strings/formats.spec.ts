// Money, times and lengths as they are read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockText, countdown, formatsOf } from './formats.ts'
import { chooseLanguage } from './languages.ts'

const en = formatsOf('en')
const hour = 3_600_000

test('money is shown with the decimals of its currency', () => {
  assert.equal(en.money(399, 'EUR'), '€3.99')
  assert.equal(en.money(500, 'JPY'), '¥500')
  assert.equal(en.money(5, 'USD'), '$0.05')
})

test('a position is a clock, with hours where there are some', () => {
  assert.equal(clockText(65_999), '1:05')
  assert.equal(clockText(3_725_000), '1:02:05')
  assert.equal(clockText(-5), '0:00')
})

test('a countdown counts days apart and stops at zero', () => {
  assert.deepEqual(countdown(2 * 24 * hour + 3 * hour + 4_000), { days: 2, clock: '03:00:04' })
  assert.deepEqual(countdown(-1), { days: 0, clock: '00:00:00' })
})

test('terms are said in days where they are whole days and many', () => {
  assert.equal(en.hours(720), '30 days')
  assert.equal(en.hours(48), '48 hours')
  assert.equal(en.hours(73), '73 hours')
})

test('a length is as long as it needs', () => {
  assert.equal(en.length(5_300), '5 sec')
  assert.equal(en.length(92 * 60_000), '1 hr 32 min')
  assert.equal(en.length(119.9 * 60_000), '2 hr 0 min')
})

test('the first wish that is there is the language', () => {
  assert.equal(chooseLanguage(['de-AT', 'en-GB'], ['en']), 'en')
  assert.equal(chooseLanguage(['de-AT', 'en-GB'], ['en', 'de']), 'de')
  assert.equal(chooseLanguage([], ['en']), 'en')
})
