// A plan in the browser: a seller puts a film into it, a viewer subscribes, watches, cancels and changes their mind.
import assert from 'node:assert/strict'
import { after, afterEach, before, type TestContext, test } from 'node:test'
import { newPlan, planTerms } from '../given-plan.ts'
import { nameless } from './accessible.ts'
import { person } from './api.ts'
import { inChromium, keepEvidence, visit } from './browser.ts'
import { type Premiere, premiere } from './premiere.ts'
import { logIn, plays, somebody } from './steps.ts'

const title = `Plans ${Date.now()}`
let at: Premiere

if (!inChromium.skip) before(async () => (at = await premiere(title, 20)))
if (!inChromium.skip) after(() => at?.close())
afterEach((t) => keepEvidence(t as TestContext))

test(
  'a film is put into a plan, watched by a subscription, which is cancelled and kept after all',
  inChromium,
  async () => {
    const operator = await person(at.matinee, somebody('operator'), ['operator'])
    const name = `All films ${Date.now()}`
    await newPlan(operator, planTerms({ name }))

    const desk = await visit(at.browser, at.matinee.url)
    await logIn(desk.page, at.people.merchant)
    await desk.page.goto(`/studio/${at.filmId}`)
    await desk.page.getByRole('checkbox', { name: new RegExp(name) }).check()
    await desk.page.getByRole('button', { name: 'Save the plans' }).click()
    await desk.page.getByText('Saved.', { exact: true }).waitFor()
    await desk.context.close()

    const viewer = somebody('subscriber')
    await person(at.matinee, viewer, ['viewer'])
    const { page, context, errors } = await visit(at.browser, at.matinee.url)
    await logIn(page, viewer)
    await page.goto(`/films/${at.filmId}`)
    await page.getByText('Also in a plan.').waitFor()
    await page.getByRole('link', { name: 'See the plans' }).click()
    await page.getByRole('button', { name: `Subscribe to ${name}` }).click()
    await page.getByRole('radio', { name: 'A card that is declined' }).check()
    await page.getByRole('button', { name: /^Subscribe for/ }).click()
    await page.getByText('The card was declined.').waitFor()
    await page.getByRole('button', { name: 'Try another card' }).click()
    await page.getByRole('radio', { name: 'A card that works' }).check()
    await page.getByRole('button', { name: /^Subscribe for/ }).click()
    await page.getByText('It plays. Enjoy the films!').waitFor()
    assert.deepEqual(await nameless(page), [])
    await page.getByRole('button', { name: 'Close' }).last().click()

    await page.goto(`/films/${at.filmId}`)
    await page.getByText('In your plan.').waitFor()
    await page.getByRole('link', { name: 'Watch now' }).click()
    await plays(page, 1)

    await page.goto('/library')
    await page.getByText('Active', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Cancel the subscription' }).click()
    await page.getByText('Cancelled: it ends with what is paid.').waitFor()
    await page.getByText('Films play until').waitFor()
    await page.getByRole('button', { name: 'Keep the subscription' }).click()
    await page.getByText('Renewed on').waitFor()
    assert.deepEqual(errors, [])
    await context.close()
  },
)
