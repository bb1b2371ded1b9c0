// The way of a film through the browser: it is made, sold, watched and counted.
import assert from 'node:assert/strict'
import { after, afterEach, before, type TestContext, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { apiClient } from '../../start/client/api.ts'
import { figures } from './api.ts'
import { inChromium, keepEvidence, launch, type Visit, visit } from './browser.ts'
import { type Clip, makeClip } from './clip.ts'
import { type Matinee, openMatinee } from './matinee.ts'
import { choose, join, pay, plays, seen, somebody, until } from './steps.ts'

const title = `Journey ${Date.now()}`
const [sellerLogIn, viewerLogIn] = [somebody('seller'), somebody('viewer')]
let matinee: Matinee
let browser: Browser
let clip: Clip
let seller: Visit
let viewer: Visit
let filmId = ''

if (!inChromium.skip)
  before(async () => {
    // One after the other: what came up is closed when the next one does not.
    matinee = await openMatinee()
    browser = await launch()
    clip = await makeClip(60)
    seller = await visit(browser, matinee.url)
    viewer = await visit(browser, matinee.url)
  })
if (!inChromium.skip)
  after(async () => {
    await browser?.close()
    await clip?.remove()
    await matinee?.stop()
  })

afterEach((t) => keepEvidence(t as TestContext))

test('a seller joins and begins a film', inChromium, async () => {
  const { page } = seller
  await join(page, sellerLogIn, true)
  await page.getByRole('link', { name: 'Studio' }).click()
  await page.getByLabel('Title of the film').fill(title)
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  filmId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await page.getByLabel('Story').fill('Bars of colour go their way.')
  await page.getByLabel('Genres').fill('Experiment, Short')
  await page.getByLabel('Year').fill('2026')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
})

test('publishing is refused in words while the video is missing', inChromium, async () => {
  const { page } = seller
  await page.getByRole('button', { name: 'Publish' }).click()
  await page
    .getByRole('alert')
    .getByText(/no finished video yet/)
    .waitFor()
})

test('a file that is no video is refused in words', inChromium, async () => {
  const { page } = seller
  const file = { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.from('this is not a film '.repeat(200)) }
  await page.getByLabel('Choose a video file').setInputFiles(file)
  await page.getByText(/not a video file/).waitFor({ timeout: 60_000 })
})

test('the upload is followed until the film is ready', inChromium, async () => {
  const { page } = seller
  await page.getByLabel('Choose a video file').setInputFiles(clip.file)
  await page.getByRole('progressbar', { name: /Making the renditions|Packing them|Poster and thumbnails/ }).waitFor()
  await page.getByText('The video is ready to play.').first().waitFor({ timeout: 120_000 })
})

test('a price that is none is refused, a good one is set, and the film is published', inChromium, async () => {
  const { page } = seller
  const [rent, buy] = ['Offer 1', 'Offer 2'].map((name) => page.getByRole('group', { name }))
  await rent?.getByLabel('Price').fill('3.999')
  await page.getByRole('button', { name: 'Add an offer' }).click()
  await page.getByRole('button', { name: 'Set the prices' }).click()
  await rent?.getByText('Enter a price above zero, for example 3.99.').waitFor()
  assert.equal(await rent?.getByLabel('Price').getAttribute('aria-invalid'), 'true')
  await rent?.getByLabel('Price').fill('3,99')
  await buy?.getByLabel('Price').fill('12')
  assert.equal(await buy?.getByLabel('To', { exact: true }).inputValue(), 'buy')
  await buy?.getByText('Where and when').click()
  await buy?.getByLabel('Countries').fill('de, xx')
  await page.getByRole('button', { name: 'Set the prices' }).click()
  await buy?.getByText('Codes of countries with two letters, such as DE, AT.').waitFor()
  await buy?.getByLabel('Countries').fill('')
  await page.getByRole('button', { name: 'Set the prices' }).click()
  await page.getByText('The prices hold from now on.').waitFor()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page
    .getByRole('alert')
    .getByText(/does not pay you/)
    .waitFor()
})

test('the seller reads the terms, applies, is known to the payment provider, and publishes', inChromium, async () => {
  const { page } = seller
  await page.getByRole('link', { name: 'Account and earnings' }).click()
  const [terms] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: 'Read the terms for sellers' }).click(),
  ])
  await terms.getByRole('heading', { level: 1, name: 'Terms for sellers' }).waitFor()
  await terms.getByRole('heading', { name: 'When it is paid' }).waitFor()
  await terms.close()
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByText('Accept the terms to apply.').waitFor()
  await page.getByLabel('Name of the person or company').fill('Colour Bars Ltd')
  await page.getByLabel('E-mail').fill('bars@example.org')
  await page.getByLabel('Country where you are taxed').selectOption('DE')
  await page.getByRole('checkbox', { name: 'I accept the terms for sellers' }).check()
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('button', { name: 'Go to the payment provider' }).click()
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByText('You can be paid.').waitFor()

  await page.goto(`/studio/${filmId}`)
  await page.getByText('an account that the payment provider pays (is there)').waitFor()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('This film is in the store.').waitFor()
})

test('a viewer joins and finds the film by its title and genre', inChromium, async () => {
  const { page } = viewer
  await join(page, viewerLogIn)
  await page.getByRole('searchbox', { name: 'Search films' }).fill(title)
  await page.getByText('1 film', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Experiment' }).click()
  await page.getByRole('main').getByRole('link', { name: title }).click()
  await page.getByText('You have 30 days from payment to press play.').waitFor()
  await page.getByText('48 hours to finish', { exact: false }).waitFor()
})

test('a declined card gives no film and says so', inChromium, async () => {
  const { page } = viewer
  await pay(page, 'Rent', 'A card that is declined')
  await page.getByText('The card was declined.').waitFor()
  await page.getByRole('button', { name: 'Close' }).last().click()
  assert.equal(await page.getByRole('link', { name: 'Watch now' }).count(), 0)
})

test('3-D Secure leads to the bank and back to a rented film', inChromium, async () => {
  const { page, context } = viewer
  await pay(page, 'Rent', 'A card that asks (3-D Secure)')
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: /Confirm at the bank/ }).click()
  const bank = await opened
  await bank.getByRole('button', { name: 'Approve' }).click()
  await page.getByText('Paid. Enjoy the film!').waitFor()
  await bank.close()
})

test('HLS plays: pictures are decoded, a seek and a switch of rendition work', inChromium, async () => {
  const { page, errors } = viewer
  const before = errors.length
  await page.getByRole('dialog').getByRole('link', { name: 'Watch now' }).click()
  const first = await plays(page)
  assert.ok(first.height > 0)

  await page.keyboard.press('5')
  await until(
    'half of the film is reached',
    15_000,
    () => seen(page),
    ({ time }) => time >= clip.seconds / 2,
  )
  await plays(page, 1)

  const other = (await seen(page)).height === 240 ? 360 : 240
  await page.keyboard.press('0')
  await choose(page, `${other}p`)
  await until(
    'the other rendition shows',
    30_000,
    () => seen(page),
    ({ height }) => height === other,
  )
  await plays(page, 1)
  assert.deepEqual(errors.slice(before), [])
})

test('DASH plays the same film from where it was', inChromium, async () => {
  const { page, errors, requests } = viewer
  const before = errors.length
  const { time } = await seen(page)
  await choose(page, 'DASH')
  await until(
    'DASH goes on',
    30_000,
    () => seen(page),
    (now) => now.frames > 0 && now.time >= time - 1,
  )
  await plays(page)
  assert.ok(requests.some((request) => request.endsWith('/manifest.mpd')))
  await page.getByRole('slider', { name: 'Position in the film' }).focus()
  await page.keyboard.press('ArrowRight')
  await plays(page, 1)
  assert.deepEqual(errors.slice(before), [])
})

test('both plays are counted, with the minutes that were watched', inChromium, async () => {
  await viewer.page.getByRole('link', { name: 'Leave the film' }).click()
  await viewer.page.getByRole('heading', { level: 1, name: title }).waitFor()
  const api = apiClient(matinee.url)
  await api.logIn(sellerLogIn.login, sellerLogIn.password)
  const counted = await until(
    'the plays are counted',
    60_000,
    () => figures(api, filmId),
    ({ plays: n, sales }) => n === 2 && sales === 1,
  )
  assert.ok(counted.minutes > 0 && counted.minutes < 3, JSON.stringify(counted))

  await seller.page.reload()
  const row = seller.page.getByRole('table', { name: 'Day by day' }).getByRole('row').nth(1)
  await until(
    'the studio shows them',
    30_000,
    () => row.getByRole('cell').allTextContents(),
    ([n]) => n === '2',
  )
})

test('the library shows the running clock and the receipt', inChromium, async () => {
  const { page, errors } = viewer
  const before = errors.length
  await page.getByRole('link', { name: 'My library' }).click()
  const film = page.getByRole('article', { name: title })
  await film.getByText('Started').waitFor()
  const clock = film.getByRole('timer', { name: /Left to watch it/ })
  const first = await clock.textContent()
  await until(
    'the clock runs',
    5_000,
    () => clock.textContent(),
    (text) => text !== first,
  )
  assert.match(first ?? '', /47:59:\d\d|1 day/)
  await film.getByRole('link', { name: `Receipt for ${title}` }).click()
  // The library that is left lists its amounts too.
  await page.getByRole('heading', { level: 1, name: 'Receipt' }).waitFor()
  await page.getByText('€3.99').waitFor()
  await page.getByText('Paid', { exact: true }).first().waitFor()
  assert.deepEqual(errors.slice(before), [])
})

test('a card is kept with an order, stands in the library, and is removed there', inChromium, async () => {
  const { page } = viewer
  const card = 'VISA ending in 4242'
  await page.goto(`/films/${filmId}`)
  await page.getByRole('button', { name: /^Buy for/ }).click()
  await page.getByRole('radio', { name: 'A card that works' }).check()
  await page.getByRole('checkbox', { name: 'Keep this card for the next time' }).check()
  await page.getByRole('button', { name: /^Pay/ }).click()
  await page.getByText('Paid. Enjoy the film!').waitFor()
  await until(
    'the card is kept',
    30_000,
    async () => {
      await page.goto('/library')
      await page.getByRole('heading', { name: 'Cards you keep' }).waitFor()
      await page.getByText(/^None[.] You may keep|VISA ending/).waitFor()
      return page.getByText(card).count()
    },
    (count) => count === 1,
  )
  await page.getByRole('button', { name: `Remove ${card}` }).click()
  await page.getByText(/^None[.] You may keep/).waitFor()
})

test('logging out ends the showing on another page of the same log-in', inChromium, async () => {
  const { page } = viewer
  const second = await viewer.context.newPage()
  await second.goto(`/watch/${filmId}`)
  await second
    .getByRole('button', { name: 'Press play to begin' })
    .or(second.getByRole('button', { name: 'Pause' }))
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('link', { name: 'Log in' }).waitFor()
  await second.getByLabel('Password', { exact: true }).waitFor()
})
