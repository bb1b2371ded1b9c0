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
  // While something further is read, what was there before stays on the screen.
  const shown = useRef<readonly T[] | undefined>(undefined)
  if (all.data) shown.current = all.data.items
  return { ...all, items: shown.current, more: all.data?.next ? more : undefined }
}
