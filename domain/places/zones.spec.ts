// Windows open by the clocks of the country that they are for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countries } from './rules.ts'
import { instantOf, isClockTime, zoneOf } from './zones.ts'

const utc = (country: string | null, time: string) => new Date(instantOf(time, zoneOf(country))).toISOString()

test('midnight is another moment in each country', () => {
  assert.equal(utc('DE', '2026-12-01T00:00'), '2026-11-30T23:00:00.000Z')
  assert.equal(utc('JP', '2026-12-01T00:00'), '2026-11-30T15:00:00.000Z')
  assert.equal(utc('US', '2026-12-01T00:00'), '2026-12-01T05:00:00.000Z')
  assert.equal(utc('IN', '2026-12-01T00:00'), '2026-11-30T18:30:00.000Z')
  assert.equal(utc(null, '2026-12-01T00:00'), '2026-12-01T00:00:00.000Z')
})

test('summer time counts', () => assert.equal(utc('DE', '2026-07-01T00:00'), '2026-06-30T22:00:00.000Z'))
test('a time that the clocks jump over is as much later', () =>
  assert.equal(utc('DE', '2026-03-29T02:30'), '2026-03-29T01:30:00.000Z'))
test('of a time that comes twice the first counts', () =>
  assert.equal(utc('DE', '2026-10-25T02:30'), '2026-10-25T00:30:00.000Z'))

test('every country has a clock, and it is known where several are', () => {
  for (const country of countries) {
    const zones = new Intl.Locale('und', { region: country }).getTimeZones?.() ?? []
    assert.ok(zones.length === 0 || zones.includes(zoneOf(country)), `${country}: ${zoneOf(country)}`)
  }
})

const wrong = ['2026-02-30T00:00', '2026-13-01T00:00', '2026-01-01', '2026-01-01T24:00', '2026-01-01T00:00Z', 'soon']
test('a time is one of a day that there is', () => {
  assert.ok(isClockTime('2028-02-29T23:59'))
  for (const text of wrong) assert.ok(!isClockTime(text), text)
})
