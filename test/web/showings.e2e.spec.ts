// Showings of a film: beyond its token, begun anew, counted once, and stopped by an operator.
import assert from 'node:assert/strict'
import { after, afterEach, before, type TestContext, test } from 'node:test'
import { figures } from './api.ts'
import { inChromium, keepEvidence, visit, watched } from './browser.ts'
import { type Premiere, premiere } from './premiere.ts'
import { logIn, plays, seen, until } from './steps.ts'

const title = `Showings ${Date.now()}`
let at: Premiere

if (!inChromium.skip) before(async () => (at = await premiere(title, 26)))
if (!inChromium.skip) after(() => at?.close())
afterEach((t) => keepEvidence(t as TestContext))

/** The numbers once what was told before has been counted. */
const settledFigures = async () => {
  let last = await figures(at.seller, at.filmId)
  let same = 0
  await until(
    'the numbers stand still',
    60_000,
    async () => {
      const now = await figures(at.seller, at.filmId)
      same = JSON.stringify(now) === JSON.stringify(last) ? same + 1 : 0
      last = now
      return same
    },
    (times) => times >= 8,
  )
  return last
}

test('a film longer than its token plays to its end on renewed tokens', inChromium, async (t) => {
  const { page, context, errors, requests } = await visit(at.browser, at.matinee.url)
  await logIn(page, at.people.viewer)
  await page.goto('/library')
  const granted = page.waitForResponse((answer) => answer.url().endsWith('/v1/playbacks') && answer.ok())
  await page.getByRole('link', { name: `Watch ${title}` }).click()
  const { tokenExpiresAt, token } = (await (await granted).json()) as { tokenExpiresAt: string; token: string }
  if (Date.parse(tokenExpiresAt) - Date.now() > at.clip.seconds * 1000) {
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
  const { page, context } = await visit(at.browser, at.matinee.url)
  await logIn(page, at.people.viewer)
  await page.goto('/library')
  await page.getByRole('link', { name: `Watch ${title}` }).click()
  await plays(page, 1)
  await page.keyboard.press('6')
  await until(
    'six tenths are reached',
    15_000,
    () => seen(page),
    ({ time }) => time > at.clip.seconds * 0.6 + 1,
  )
  // A new tab in which nothing was pressed yet: there no browser begins by itself.
  const { page: tab } = await watched(context)
  // Playwright's own looking at a page counts as a press: not before the player has tried.
  const loading = tab.waitForRequest(/\.mp4$/)
  await tab.goto(`/watch/${at.filmId}`)
  await loading
  await tab.getByRole('button', { name: 'Press play to begin' }).click()
  const { time } = await plays(tab, 1)
  assert.ok(time > at.clip.seconds * 0.5, `it went on at ${time}`)
  await tab.getByRole('button', { name: 'From the start' }).click()
  await until(
    'it begins anew',
    15_000,
    () => seen(tab),
    (now) => now.frames > 0 && now.time < at.clip.seconds * 0.4,
  )
  await context.close()
})

test('play events that arrive twice count once, and leaving the page tells what was watched', inChromium, async () => {
  const { page, context } = await visit(at.browser, at.matinee.url)
  await logIn(page, at.people.viewer)
  const before = await settledFigures()
  // The first batch arrives, its answer does not: the player must send it again.
  let batches = 0
  await page.route('**/events', async (route) => {
    batches += 1
    if (batches > 1) return route.fallback()
    await route.fetch()
    await route.abort('connectionreset')
  })
  await page.goto('/library')
  await page.getByRole('link', { name: `Watch ${title}` }).click()
  await plays(page, 3)
  await until(
    'the batch is sent again',
    15_000,
    async () => batches,
    (sent) => sent > 1,
  )
  await page.goto('about:blank')
  const after = await until(
    'what was watched is counted',
    60_000,
    () => figures(at.seller, at.filmId),
    ({ plays: counted, minutes }) => counted > before.plays && minutes > before.minutes,
  )
  assert.equal(after.plays, before.plays + 1)
  await context.close()
})

test('an operator sees the views, takes the film down, and it stops where it plays', inChromium, async () => {
  const control = await visit(at.browser, at.matinee.url)
  await logIn(control.page, at.people.everybody)
  await control.page.getByRole('link', { name: 'Control room' }).click()
  await control.page.getByText('Live', { exact: true }).waitFor()
  const films = control.page.getByRole('row', { name: /^films / })
  await films.getByText('caught up').waitFor()

  const { page, context } = await visit(at.browser, at.matinee.url)
  await logIn(page, at.people.viewer)
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

  const stranger = await visit(at.browser, at.matinee.url)
  await stranger.page.goto(`/films/${at.filmId}`)
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
