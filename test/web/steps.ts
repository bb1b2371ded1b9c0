// What people do on the pages, by the names that they see and hear.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'

export type LogIn = Readonly<{ login: string; password: string }>

/** A name that nobody had before. */
export const somebody = (who: string): LogIn => ({
  login: `${who}-${randomBytes(4).toString('hex')}`,
  password: randomBytes(9).toString('base64url'),
})

const fillIn = async (page: Page, { login, password }: LogIn): Promise<void> => {
  await page.getByLabel('Name', { exact: true }).fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
}

export const join = async (page: Page, person: LogIn, sells = false): Promise<void> => {
  await page.goto('/join')
  await fillIn(page, person)
  if (sells) await page.getByRole('checkbox', { name: 'sell films' }).check()
  await page.getByRole('main').getByRole('button', { name: 'Join' }).click()
  await page.getByRole('button', { name: 'Log out' }).waitFor()
}

export const logIn = async (page: Page, person: LogIn): Promise<void> => {
  await page.goto('/log-in')
  await fillIn(page, person)
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Log out' }).waitFor()
}

export type Card = 'A card that works' | 'A card that is declined' | 'A slow card' | 'A card that asks (3-D Secure)'

/** On the film's page. */
export const pay = async (page: Page, how: 'Rent' | 'Buy', card: Card): Promise<void> => {
  await page.getByRole('button', { name: new RegExp(`^${how} for`) }).click()
  await page.getByRole('radio', { name: card }).check()
  await page.getByRole('button', { name: /^Pay/ }).click()
}

type Seen = Readonly<{ time: number; frames: number; height: number; paused: boolean; ended: boolean }>

/** What the video element has decoded. */
export const seen = (page: Page): Promise<Seen> =>
  page.locator('video').evaluate((element) => {
    const video = element as HTMLVideoElement
    const { currentTime: time, videoHeight: height, paused, ended } = video
    return { time, frames: video.getVideoPlaybackQuality().totalVideoFrames, height, paused, ended }
  })

/** Asks until it is so, at most `ms`; says what was waited for, and what was seen last, when it is not. */
export const until = async <T>(what: string, ms: number, look: () => Promise<T>, isSo: (value: T) => boolean) => {
  const end = Date.now() + ms
  for (;;) {
    const value = await look()
    if (isSo(value)) return value
    if (Date.now() > end) assert.fail(`${what}: not within ${ms / 1000} s, last seen ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Waits until the film has moved on by `seconds` and shows decoded pictures. */
export const plays = async (page: Page, seconds = 2): Promise<Seen> => {
  const before = await seen(page)
  return until(
    'the film plays',
    30_000,
    () => seen(page),
    ({ time, frames }) => time >= before.time + seconds && frames > before.frames + 10 * seconds,
  )
}

const settings = (page: Page) => page.getByRole('button', { name: 'Picture and format' })

/** Opens the player's menu if need be and chooses. */
export const choose = async (page: Page, name: string): Promise<void> => {
  if ((await settings(page).getAttribute('aria-expanded')) !== 'true') await settings(page).click()
  await page.getByRole('radio', { name, exact: true }).click()
}
