// Visits of different people to a film that is in the store: by keyboard, by phone, in several tabs; and the operator's.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { nameless, outline } from './accessible.ts'
import { buys, person, publishedFilm } from './api.ts'
import { inChromium, launch, visit, watched } from './browser.ts'
import { type Clip, makeClip } from './clip.ts'
import { press, tabTo } from './keyboard.ts'
import { type Matinee, openMatinee } from './matinee.ts'
import { logIn, pay, plays, seen, somebody, until } from './steps.ts'

const title = `Visits ${Date.now()}`
const people = { seller: somebody('seller'), viewer: somebody('viewer'), operator: somebody('operator') }
let matinee: Matinee
let browser: Browser
let clip: Clip
let filmId = ''

if (!inChromium.skip)
  before(async () => {
    ;[matinee, browser, clip] = await Promise.all([openMatinee(), launch(), makeClip()])
    const seller = await person(matinee, people.seller, ['seller'])
    const viewer = await person(matinee, people.viewer, ['viewer'])
    await person(matinee, people.operator, ['viewer', 'seller', 'operator'])
    filmId = await publishedFilm(seller, title, clip)
    await buys(viewer, filmId)
  })
if (!inChromium.skip)
  after(async () => {
    await browser?.close()
    await clip?.remove()
    await matinee?.stop()
  })

const focused = (page: Page, role: string): Promise<boolean> =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, role)

test('a film is found, rented and watched by keyboard alone', inChromium, async () => {
  const newcomer = somebody('keys')
  await person(matinee, newcomer, ['viewer'])
  const { page, context } = await visit(browser, matinee.url)
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
  const { page, context, errors } = await visit(browser, matinee.url, { phone: true })
  const fits = async (what: string) => {
    const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    assert.ok((needed ?? 0) <= (there ?? 0), `${what} is ${needed} wide on a screen of ${there}`)
  }
  await logIn(page, people.operator)
  for (const place of ['/', `/films/${filmId}`, '/library', '/studio', '/control', '/nowhere']) {
    await page.goto(place)
    await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
    await page.getByText('Loading…').first().waitFor({ state: 'detached' })
    await fits(place)
  }
  await page.goto(`/films/${filmId}`)
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

test('everything that can be used has a name, and headings come in order', inChromium, async () => {
  const { page, context } = await visit(browser, matinee.url)
  await logIn(page, people.operator)
  const places = ['/', `/films/${filmId}`, '/library', '/studio', '/control', `/watch/${filmId}`]
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

test('a film longer than its token plays to its end on renewed tokens', inChromium, async (t) => {
  const { page, context, errors, requests } = await visit(browser, matinee.url)
  await logIn(page, people.viewer)
  await page.goto('/library')
  const granted = page.waitForResponse((answer) => answer.url().endsWith('/v1/playbacks') && answer.ok())
  await page.getByRole('link', { name: `Watch ${title}` }).click()
  const { tokenExpiresAt, token } = (await (await granted).json()) as { tokenExpiresAt: string; token: string }
  if (Date.parse(tokenExpiresAt) - Date.now() > clip.seconds * 1000) {
    t.skip('tokens live longer than the film here')
    return
  }
  await until(
    'the end is reached',
    90_000,
    () => seen(page),
    ({ ended }) => ended,
  )
  await page.getByRole('heading', { name: 'The end.' }).waitFor()
  assert.ok(requests.some((request) => /^POST .*\/token$/.test(request)))
  const tokens = new Set(requests.flatMap((request) => /\/play\/([^/]+)\//.exec(request)?.[1] ?? []))
  assert.ok(tokens.size > 1 && tokens.has(token), `${tokens.size} tokens`)
  assert.deepEqual(errors, [])
  await context.close()
})

test('a page that is opened anew waits for a press, and goes on where it was', inChromium, async () => {
  const { page, context } = await visit(browser, matinee.url)
  await logIn(page, people.viewer)
  await page.goto('/library')
  await page.getByRole('link', { name: `Watch ${title}` }).click()
  await plays(page, 1)
  await page.keyboard.press('6')
  await until(
    'six tenths are reached',
    15_000,
    () => seen(page),
    ({ time }) => time > clip.seconds * 0.6 + 1,
  )
  // A new tab in which nothing was pressed yet: there no browser begins by itself.
  const { page: tab } = await watched(context)
  // Playwright's own looking at a page counts as a press: not before the player has tried.
  const loading = tab.waitForRequest(/\.mp4$/)
  await tab.goto(`/watch/${filmId}`)
  await loading
  await tab.getByRole('button', { name: 'Press play to begin' }).click()
  const { time } = await plays(tab, 1)
  assert.ok(time > clip.seconds * 0.5, `it went on at ${time}`)
  await tab.getByRole('button', { name: 'From the start' }).click()
  await until(
    'it begins anew',
    15_000,
    () => seen(tab),
    (now) => now.frames > 0 && now.time < clip.seconds * 0.4,
  )
  await context.close()
})

test('several tabs renew one log-in without losing it', inChromium, async () => {
  const { page, context } = await visit(browser, matinee.url)
  await logIn(page, people.viewer)
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

test('an operator sees the views, takes the film down, and it stops where it plays', inChromium, async () => {
  const control = await visit(browser, matinee.url)
  await logIn(control.page, people.operator)
  await control.page.getByRole('link', { name: 'Control room' }).click()
  await control.page.getByText('Live', { exact: true }).waitFor()
  const films = control.page.getByRole('row', { name: /^films / })
  await films.getByText('caught up').waitFor()

  const { page, context } = await visit(browser, matinee.url)
  await logIn(page, people.viewer)
  await page.goto('/library')
  await page.getByRole('link', { name: `Watch ${title}` }).click()
  await plays(page, 1)
  // The whole film lies in the buffer by now: stopping must not wait for the next segment.
  await page.keyboard.press('0')

  await control.page.getByRole('button', { name: `Take down ${title}` }).click()
  const dialog = control.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Take down' }).click()
  await dialog.getByText('Give a reason.').waitFor()
  await dialog.getByLabel('Reason').fill('A claim on the rights is looked into.')
  await dialog.getByRole('button', { name: 'Take down' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'This showing was closed' }).waitFor({ timeout: 15_000 })
  const stopped = await seen(page)
  await page.getByRole('button', { name: 'Open it again' }).click()
  await page.getByRole('heading', { name: 'This film does not play' }).waitFor()
  assert.ok(stopped.paused)

  const stranger = await visit(browser, matinee.url)
  await stranger.page.goto(`/films/${filmId}`)
  await stranger.page.getByText('There is no such thing here').waitFor()

  await control.page.getByRole('button', { name: `Put back ${title}` }).click()
  await dialog.getByLabel('Reason').fill('The claim was none.')
  await dialog.getByRole('button', { name: 'Put back' }).click()
  await control.page.getByRole('button', { name: `Take down ${title}` }).waitFor()
  await until(
    'it plays again',
    30_000,
    async () => {
      await page
        .getByRole('button', { name: /Try again|Open it again/ })
        .click({ timeout: 2_000 })
        .catch(() => {})
      return page.locator('video').evaluate((video) => (video as HTMLVideoElement).currentTime)
    },
    (time) => time > 0.5,
  )
  for (const each of [context, control.context, stranger.context]) await each.close()
})
