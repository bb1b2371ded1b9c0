// Where to go after log-in: back to where one was sent away from, within this site only.
import { useSearchParams } from 'react-router'

export const useNext = (): Readonly<{ next: string; carry: string }> => {
  const [search] = useSearchParams()
  const wished = search.get('next') ?? '/'
  const next = wished.startsWith('/') && !wished.startsWith('//') && !wished.startsWith('/\\') ? wished : '/'
  return { next, carry: next === '/' ? '' : `?next=${encodeURIComponent(next)}` }
}
