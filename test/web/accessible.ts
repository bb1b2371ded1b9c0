// What a page tells to those who do not see it, as Chromium hands it to a screen reader.
import type { Page } from 'playwright-core'

type Node = Readonly<{ ignored: boolean; role?: { value?: unknown }; name?: { value?: unknown } }>

const needsName = new Set([
  ...['button', 'link', 'textbox', 'searchbox', 'checkbox', 'radio', 'combobox', 'slider', 'spinbutton'],
  ...['dialog', 'progressbar', 'table', 'navigation', 'image', 'timer'],
])

/** Roles of what stands on the page without a name. */
export const nameless = async (page: Page): Promise<readonly string[]> => {
  const session = await page.context().newCDPSession(page)
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as { nodes: readonly Node[] }
  await session.detach()
  return nodes
    .filter(
      ({ ignored, role, name }) => !ignored && needsName.has(String(role?.value)) && !String(name?.value ?? '').trim(),
    )
    .map(({ role }) => String(role?.value))
}

/** Levels of the headings in their order, and how many regions are `main`. */
export const outline = (
  page: Page,
): Promise<Readonly<{ levels: readonly number[]; mains: number; language: string }>> =>
  page.evaluate(() => ({
    levels: [...document.querySelectorAll('h1, h2, h3, h4')].map((heading) => Number(heading.tagName.slice(1))),
    mains: document.querySelectorAll('main').length,
    language: document.documentElement.lang,
  }))
