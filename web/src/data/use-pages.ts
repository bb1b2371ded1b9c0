// A list that is read a page at a time.
import { useCallback, useRef, useState } from 'react'
import type { Page } from '../api/client.ts'
import { useResource } from './use-resource.ts'

type Loader<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>

/** The first `pages` pages as one list; `more` asks for one page more, and is undefined at the end. */
export const usePages = <T>(key: string | null, load: Loader<T>, everyMs?: number) => {
  const [asked, setAsked] = useState({ key, pages: 1 })
  const pages = asked.key === key ? asked.pages : 1
  const all = useResource<Page<T>>(
    key && `${key} ${pages}`,
    async (signal) => {
      const items: T[] = []
      let next: string | null = null
      for (let page = 0; page < pages && (page === 0 || next !== null); page += 1) {
        const answer: Page<T> = await load(next ?? undefined, signal)
        items.push(...answer.items)
        next = answer.next
      }
      return { items, next }
    },
    everyMs,
  )
  const more = useCallback(() => setAsked({ key, pages: pages + 1 }), [key, pages])
  // While a further page is read, those before it stay on the screen.
  const shown = useRef<{ key: string | null; items: readonly T[] | undefined }>({ key, items: undefined })
  if (all.data || shown.current.key !== key) shown.current = { key, items: all.data?.items }
  return { ...all, items: shown.current.items, more: all.data?.next ? more : undefined }
}
