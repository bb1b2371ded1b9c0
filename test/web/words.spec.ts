// Every refusal that the API knows has words of our own for a person.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currentLicence } from '../../domain/commerce/rules.ts'
import { countries as ofTheApi } from '../../domain/places/rules.ts'
import { currentTerms } from '../../domain/sellers/rules.ts'
import { refusals } from '../../media-workers/refused.ts'
import { problems as known } from '../../platform/problems.ts'
import { licenceVersion, termsVersion } from '../../web/src/api/terms.ts'
import { problems } from '../../web/src/strings/en/problems.ts'
import { studio } from '../../web/src/strings/en/studio.ts'
import { countries } from '../../web/src/ui/countries.ts'

/** Told to workers only, never to a page. */
const internal = new Set(['unknown-job', 'job-exists', 'job-not-started', 'job-finished', 'attempt-superseded'])
const ours = new Set(['offline', 'too-slow', 'not-understood', 'cannot-play'])

test('every problem type has words', () =>
  assert.deepEqual(
    Object.keys(known).filter((name) => !internal.has(name) && !problems.byType[name]),
    [],
  ))

test('there are no words for problems that do not exist', () =>
  assert.deepEqual(
    Object.keys(problems.byType).filter((name) => !(name in known) && !ours.has(name)),
    [],
  ))

test('every reason why a video is refused has words', () =>
  assert.deepEqual(Object.keys(studio.mediaReasons).sort(), Object.keys(refusals).sort()))

test('the page asks to accept the terms for sellers that hold', () => assert.equal(termsVersion, currentTerms))

test('the countries that the page offers are those that the API takes', () =>
  assert.deepEqual(countries, [...ofTheApi]))

test('the checkout asks to accept the licence text that holds', () => assert.equal(licenceVersion, currentLicence))
