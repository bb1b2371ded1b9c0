// Moving through a page by keyboard alone, as somebody does who has no mouse.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

type Focus = Readonly<{ name: string; visible: boolean }>

/** What has the focus: its name, and whether one sees that it has it. */
const focus = (page: Page): Promise<Focus> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element.matches('body, main')) return { name: '', visible: false }
    const labels =
      element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.textContent) : []
    const name = element.getAttribute('aria-label') ?? (labels.join(' ') || element.textContent)
    const outlined = (one: Element | null) => one !== null && getComputedStyle(one).outlineStyle !== 'none'
    return { name: (name ?? '').trim(), visible: outlined(element) || outlined(element.closest('label, form')) }
  })

const most = 60

/** Presses Tab until something of this name has the focus; every stop on the way must be seen. */
export const tabTo = async (page: Page, name: string | RegExp): Promise<void> => {
  const passed: string[] = []
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press('Tab')
    const now = await focus(page)
    if (now.name === '') continue
    assert.ok(now.visible, `the focus on '${now.name}' is not to be seen`)
    if (typeof name === 'string' ? now.name === name : name.test(now.name)) return
    passed.push(now.name)
  }
  assert.fail(`Tab never came to ${name}; it passed ${passed.join(', ')}`)
}

export const press = async (page: Page, name: string | RegExp, key = 'Enter'): Promise<void> => {
  await tabTo(page, name)
  await page.keyboard.press(key)
}
