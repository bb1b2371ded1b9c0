// Visits of different people to a film that is in the store: by keyboard, by phone, by ear, in several tabs.
import assert from 'node:assert/strict'
import { after, afterEach, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createLogger } from '../../platform/logger.ts'
import { circuitIn, sayCircuitOpen, sayEvery } from '../../platform/payments-circuit.ts'
import { openRedis } from '../../platform/redis.ts'
import { nameless, outline } from './accessible.ts'
import { person } from './api.ts'
import { inChromium, keepEvidence, visit, watched } from './browser.ts'
import { press, tabTo } from './keyboard.ts'
import { type Premiere, premiere } from './premiere.ts'
import { logIn, pay, plays, seen, somebody, until } from './steps.ts'

const title = `Visits ${Date.now()}`
let at: Premiere

if (!inChromium.skip) before(async () => (at = await premiere(title, 40)))
if (!inChromium.skip) after(() => at?.close())
afterEach((t) => keepEvidence(t as TestContext))

const focused = (page: Page, role: string): Promise<boolean> =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, role)

test('a film is found, rented and watched by keyboard alone', inChromium, async () => {
  const newcomer = somebody('keys')
  await person(at.matinee, newcomer, ['viewer'])
  const { page, context } = await visit(at.browser, at.matinee.url)
  await page.goto('/')
  await page.getByRole('link', { name: 'Log in' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  assert.ok(await focused(page, 'main'), 'the first stop skips to the content')

  await page.goto('/')
  await press(page, 'Log in')
  await page.waitForURL('**/log-in')
  await tabTo(page, 'Name')
  await page.keyboard.type(newcomer.login)
  await page.keyboard.press('Tab')
  await page.keyboard.type(newcomer.password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Log out' }).waitFor()

  await tabTo(page, 'Search films')
  await page.keyboard.type(title)
  await page.getByText('1 film', { exact: true }).waitFor()
  await press(page, new RegExp(title))
  await page.getByRole('heading', { level: 1, name: title }).waitFor()

  await press(page, /^Rent for/)
  await tabTo(page, 'A card that works')
  await press(page, /^Pay/)
  await page.getByText('Paid. Enjoy the film!').waitFor()
  // The focus has come to what is next by itself.
  assert.ok(await focused(page, 'dialog a[href^="/watch/"]'))
  await page.keyboard.press('Enter')
  // Long enough for the controls to step aside: the first key must be heard then too.
  await plays(page, 4)
  await page.keyboard.press('Space')
  await until(
    'the space key pauses',
    5_000,
    () => seen(page),
    ({ paused }) => paused,
  )
  await press(page, 'Picture and format')
  await page.keyboard.press('ArrowDown')
  assert.ok(await page.getByRole('radio', { checked: true }).nth(0).isVisible())
  await page.keyboard.press('Escape')
  assert.ok(await focused(page, '[aria-expanded="false"]'), 'the menu gives the focus back')
  await page.keyboard.press('k')
  await plays(page, 1)
  await context.close()
})

test('on a phone every page fits, and the film plays', inChromium, async () => {
  const { page, context, errors } = await visit(at.browser, at.matinee.url, { phone: true })
  const fits = async (what: string) => {
    const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    assert.ok((needed ?? 0) <= (there ?? 0), `${what} is ${needed} wide on a screen of ${there}`)
  }
  await logIn(page, at.people.everybody)
  for (const place of ['/', `/films/${at.filmId}`, '/library', '/studio', '/studio/account', '/control', '/nowhere']) {
    await page.goto(place)
    await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
    await page.getByText('Loading…').first().waitFor({ state: 'detached' })
    await fits(place)
  }
  await page.goto(`/films/${at.filmId}`)
  await pay(page, 'Buy', 'A slow card')
  await page.getByText('Paid. Enjoy the film!').waitFor({ timeout: 40_000 })
  await page.getByRole('dialog').getByRole('link', { name: 'Watch now' }).tap()
  await plays(page)
  await page.locator('video').tap()
  await until(
    'a tap pauses',
    5_000,
    () => seen(page),
    ({ paused }) => paused,
  )
  await fits('the player')
  assert.deepEqual(errors, [])
  await context.close()
})

test(
  'a film that was never watched is given back: the money returns, the film leaves the library',
  inChromium,
  async () => {
    const changed = somebody('changed')
    await person(at.matinee, changed, ['viewer'])
    const { page, context, errors } = await visit(at.browser, at.matinee.url)
    await logIn(page, changed)
    await page.goto(`/films/${at.filmId}`)
    await pay(page, 'Rent', 'A card that works')
    await page.getByText('Paid. Enjoy the film!').waitFor()
    await page.goto('/library')
    await page.getByRole('link', { name: `Receipt for ${title}` }).click()
    await page.getByText(/^Not watched yet\?/).waitFor()
    await page.getByRole('button', { name: 'Give it back' }).click()
    const sure = page.getByRole('dialog', { name: `Give ${title} back?` })
    await sure.getByText(/2\.99 go back to the card/).waitFor()
    await sure.getByRole('button', { name: 'Yes, give it back' }).click()
    await page.getByText('The money went back to your card.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Give it back' }).count(), 0)
    await page.goto('/library')
    await page.getByText('Nothing here yet.').waitFor()
    await page.getByRole('cell', { name: 'Given back' }).waitFor()
    assert.deepEqual(errors, [])
    await context.close()
  },
)

test('a rental plays in one tab; another one may take it over', inChromium, async () => {
  const twice = somebody('twice')
  await person(at.matinee, twice, ['viewer'])
  const { page, context } = await visit(at.browser, at.matinee.url)
  await logIn(page, twice)
  await page.goto(`/films/${at.filmId}`)
  await pay(page, 'Rent', 'A card that works')
  await page.getByText('Paid. Enjoy the film!').waitFor()
  await page.getByRole('dialog').getByRole('link', { name: 'Watch now' }).click()
  await plays(page, 1)
  await page.reload()
  await plays(page, 1)

  const { page: other } = await watched(context)
  await other.goto(`/watch/${at.filmId}`)
  await other.getByRole('heading', { name: 'You are watching elsewhere' }).waitFor()
  await other.getByRole('button', { name: `End ${title} on a computer` }).click()
  await plays(other, 1)
  await page.getByRole('heading', { name: 'This showing was closed' }).waitFor({ timeout: 30_000 })
  await context.close()
})

test('everything that can be used has a name, and headings come in order', inChromium, async () => {
  const { page, context } = await visit(at.browser, at.matinee.url)
  await logIn(page, at.people.everybody)
  const places = [
    '/',
    `/films/${at.filmId}`,
    '/library',
    '/studio',
    '/studio/account',
    '/control',
    `/watch/${at.filmId}`,
  ]
  for (const place of places) {
    await page.goto(place)
    await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
    await page.getByText('Loading…').first().waitFor({ state: 'detached' })
    assert.deepEqual(await nameless(page), [], `without a name on ${place}`)
    const { levels, mains, language } = await outline(page)
    assert.equal(mains, 1, place)
    assert.equal(language, 'en')
    assert.equal(levels.filter((level) => level === 1).length, 1, place)
    for (const [at, level] of levels.entries())
      assert.ok(level <= (levels[at - 1] ?? level) + 1, `${place} skips a level: ${levels}`)
  }
  await context.close()
})

test('several tabs renew one log-in without losing it', inChromium, async () => {
  const { page, context } = await visit(at.browser, at.matinee.url)
  await logIn(page, at.people.viewer)
  const tabs = await Promise.all([1, 2, 3].map(() => watched(context)))
  const refused: string[] = []
  context.on('response', (answer) => {
    if (answer.status() === 401) refused.push(answer.url())
  })
  await Promise.all(tabs.map((tab) => tab.page.goto('/library')))
  for (const { page: tab, requests } of tabs) {
    await tab.getByRole('article', { name: title }).waitFor()
    const renewals = requests.filter((request) => request.endsWith('/v1/sessions/refresh'))
    assert.ok(renewals.length <= 1, `one tab renewed ${renewals.length} times`)
  }
  assert.deepEqual(refused, [])
  await page.getByRole('button', { name: 'Log out' }).click()
  for (const { page: tab } of tabs) await tab.getByLabel('Password', { exact: true }).waitFor()
  await context.close()
})

test('a seller says who is paid, and sees what was sold and what is theirs', inChromium, async () => {
  const { page, context, errors } = await visit(at.browser, at.matinee.url)
  await logIn(page, at.people.merchant)
  await page.goto('/studio')
  await page.getByRole('link', { name: 'Account and earnings' }).click()
  await page.getByRole('heading', { level: 1, name: 'Your account as a seller' }).waitFor()
  await page
    .getByRole('row', { name: new RegExp(`^${title}`) })
    .first()
    .waitFor()
  await page.getByText(/^Held, EUR; the next on/).waitFor()

  await page.getByRole('heading', { name: 'Who is paid' }).waitFor()
  const name = page.getByLabel('Name of the person or company')
  assert.equal(await name.inputValue(), 'Grete Müller')
  await name.fill(' ')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Enter the name of who is paid.').waitFor()
  await name.fill('Grete Müller')
  await page.getByLabel('E-mail').fill('other@example.org')
  await page.getByLabel('Country where you are taxed').selectOption({ label: 'Austria' })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Who is paid' }).waitFor()
  assert.equal(await page.getByLabel('E-mail').inputValue(), 'other@example.org')
  await page.getByText('You can be paid.').waitFor()
  await page.getByText(/^Nothing was paid out yet/).waitFor()
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download as CSV' }).click()
  assert.match((await file).suggestedFilename(), /^matinee-20\d\d-\d\d\.csv$/)
  const printed = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download as PDF' }).click()
  assert.match((await printed).suggestedFilename(), /^matinee-20\d\d-\d\d\.pdf$/)
  assert.deepEqual(errors, [])
  await context.close()
})

test('where a viewer lives says what of the price is tax', inChromium, async () => {
  const taxed = somebody('taxed')
  await person(at.matinee, taxed, ['viewer'])
  const { page, context, errors } = await visit(at.browser, at.matinee.url)
  await logIn(page, taxed)
  await page.goto('/library')
  await page.getByLabel('Country', { exact: true }).selectOption({ label: 'Germany' })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await page.goto(`/films/${at.filmId}`)
  await pay(page, 'Rent', 'A card that works')
  await page.getByText('Paid. Enjoy the film!').waitFor()
  await page.goto('/library')
  await page.getByRole('link', { name: `Receipt for ${title}` }).click()
  await page.getByText('Includes 19% tax (DE)').waitFor()
  await page.goto('/library')
  await page.getByRole('link', { name: /^20\d\d-\d{6}$/ }).click()
  await page.getByText('Tax 19% (DE)').waitFor()
  await page.goto('/library')
  await page.getByRole('button', { name: 'Put it on invoices' }).click()
  await page.getByText('Enter a name.').waitFor()
  await page.getByLabel('Name or company').fill('Kino GmbH')
  await page.getByLabel('Address', { exact: true }).fill('Kinoweg 1\n10115 Berlin')
  await page.getByLabel('VAT id').fill('DE 123456789')
  await page.getByRole('button', { name: 'Put it on invoices' }).click()
  await page.getByText('It stands on your invoices.').waitFor()
  await page.getByRole('link', { name: /^20\d\d-\d{6}$/ }).click()
  await page.getByText('Kinoweg 1').waitFor()
  await page.getByText('DE123456789').waitFor()
  assert.deepEqual(errors, [])
  await context.close()
})

/** As a payments worker does whose provider is away; resolves once it can be heard, to what ends it. */
const paymentsAway = async (env: Readonly<Record<string, string>>) => {
  const [url, prefix] = [env.MATINEE_REDIS ?? '', env.MATINEE_REDIS_PREFIX ?? '']
  const cache = openRedis({ url, prefix, logger: createLogger('test', 'silent') })
  const timer = setInterval(() => void sayCircuitOpen(cache, Date.now() + 3_000), sayEvery / 2)
  await until('it is said', 10_000, () => circuitIn(cache).openUntil(), Boolean)
  return async () => {
    clearInterval(timer)
    await cache.close()
  }
}

test(
  'while nothing can be paid the checkout says so and waits; then the same wish is served',
  inChromium,
  async (t) => {
    if (!at.matinee.env) return t.skip('needs rooms of its own')
    const patient = somebody('patient')
    await person(at.matinee, patient, ['viewer'])
    const { page, context } = await visit(at.browser, at.matinee.url)
    await logIn(page, patient)
    await page.goto(`/films/${at.filmId}`)
    const back = await paymentsAway(at.matinee.env)
    t.after(back)
    const refused = page.getByText(/^Payments do not work at the moment/)
    const again = page.getByRole('dialog').getByRole('button', { name: /^Pay/ })
    await pay(page, 'Rent', 'A card that works')
    await refused.waitFor()
    assert.equal(await again.getAttribute('aria-disabled'), 'true', 'no sooner than it was told')
    await back()
    await until(
      'it is paid',
      40_000,
      async () => {
        const isAgain = (await again.count()) > 0 && (await again.getAttribute('aria-disabled')) === null
        if (isAgain) await again.click()
        return page.getByText('Paid. Enjoy the film!').isVisible()
      },
      Boolean,
    )
    await context.close()
  },
)

test('an operator sees where the money stands, and forgets a seller for good', inChromium, async () => {
  const { page, context, errors } = await visit(at.browser, at.matinee.url)
  await logIn(page, at.people.everybody)
  await page.goto('/control')
  await page.getByRole('row', { name: /^Held by the payment provider EUR/ }).waitFor()
  await page.getByRole('button', { name: 'Compare today, as far as it is' }).click()
  await page.getByText('It is being compared.').waitFor()
  const today = page.getByRole('table', { name: 'The payment provider against the ledger' })
  await today
    .getByRole('row', { name: /^20\d\d-\d\d-\d\d EUR .* €0\.00 / })
    .first()
    .waitFor({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Erase Grete Müller' }).click()
  const sure = page.getByRole('dialog', { name: 'Erase Grete Müller' })
  await sure.getByRole('button', { name: 'Erase for good' }).click()
  await sure.getByText('Give a reason.').waitFor()
  await sure.getByLabel('Reason').fill('They asked for it.')
  await sure.getByRole('button', { name: 'Erase for good' }).click()
  await sure.waitFor({ state: 'detached' })
  await until(
    'the name is gone',
    20_000,
    async () => {
      await page.reload()
      await page
        .getByRole('row', { name: /AT|Austria|erased/ })
        .first()
        .waitFor()
      return page.getByText('Grete Müller').count()
    },
    (count) => count === 0,
  )
  await page.getByRole('row', { name: /^erased/ }).waitFor()
  assert.deepEqual(errors, [])
  await context.close()

  const { page: again, context: other } = await visit(at.browser, at.matinee.url)
  await again.goto('/log-in')
  await again.getByLabel('Name', { exact: true }).fill(at.people.merchant.login)
  await again.getByLabel('Password', { exact: true }).fill(at.people.merchant.password)
  await again.getByRole('main').getByRole('button', { name: 'Log in' }).click()
  await again.getByText('Name or password is wrong.').waitFor()
  await other.close()
})
