// A real Chromium, as Debian installs it, and pages in it that remember what went wrong.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const places = [process.env.MATINEE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser']
export const chromiumPath = places.find((place): place is string => Boolean(place) && existsSync(place ?? ''))

/** For a test's options: skipped by name where there is no Chromium. */
export const inChromium = chromiumPath ? {} : { skip: 'Chromium is not installed (apt-get install chromium)' }

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // As a desktop's Chromium decides: nothing plays before somebody has pressed something.
  '--autoplay-policy=document-user-activation-required',
]

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath ?? '', args: quiet })

export type Visit = Readonly<{
  context: BrowserContext
  page: Page
  /** console errors, uncaught exceptions and 5xx answers so far */
  errors: readonly string[]
  /** paths of the requests so far, with their method */
  requests: readonly string[]
}>

/** A machine that runs everything at once is slow; only a failing test waits this long. */
const patience = 45_000

const open = new Set<Page>()

export const watched = async (context: BrowserContext): Promise<Visit> => {
  const page = await context.newPage()
  open.add(page)
  page.on('close', () => open.delete(page))
  page.setDefaultTimeout(patience)
  const errors: string[] = []
  const requests: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('response', (answer) => answer.status() >= 500 && errors.push(`${answer.status()} ${answer.url()}`))
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
  return { context, page, errors, requests }
}

type Look = Readonly<{ phone?: boolean }>

/** A person's own browser profile. */
export const visit = async (browser: Browser, baseURL: string, { phone = false }: Look = {}): Promise<Visit> =>
  watched(
    await browser.newContext(
      phone
        ? { baseURL, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
        : { baseURL, viewport: { width: 1280, height: 800 } },
    ),
  )

/** What every open page shows after a test that failed, as pictures in the folder MATINEE_TEST_EVIDENCE, if it is set. */
export const keepEvidence = async ({ name, passed }: Readonly<{ name: string; passed: boolean }>): Promise<void> => {
  const folder = process.env.MATINEE_TEST_EVIDENCE
  if (passed || !folder) return
  for (const [at, page] of [...open].entries()) {
    const file = `${name.replace(/[^a-z0-9]+/gi, '-').slice(0, 60)}-${at}.png`
    await page.screenshot({ path: join(folder, file), timeout: 5_000 }).catch(() => {})
  }
}
