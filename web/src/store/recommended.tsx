// Films chosen for this viewer, or what others watch while nothing is known of them.
import { recommendations } from '../api/films.ts'
import { hasRole, usePerson } from '../data/use-person.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { Section } from '../ui/page.tsx'
import { FilmRow } from './film-grid.tsx'

/** An extra: when it cannot be had, the store is still whole, so nothing is said. */
export const Recommended = () => {
  const { store } = useStrings()
  const viewer = hasRole(usePerson(), 'viewer')
  const { data } = useResource(viewer ? 'recommendations' : null, recommendations)
  if (!data?.items.length) return null
  return (
    <Section title={data.basis === 'personal' ? store.personal : store.trending}>
      <FilmRow films={data.items} />
    </Section>
  )
}
