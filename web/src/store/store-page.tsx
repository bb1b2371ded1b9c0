// The store: what is on tonight, what is recommended, and every film by genre and title.
import { useSearchParams } from 'react-router'
import { films } from '../api/films.ts'
import { useCountry } from '../data/use-country.ts'
import { usePages } from '../data/use-pages.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading, Page, Section } from '../ui/page.tsx'
import { FilmGrid } from './film-grid.tsx'
import { Finder } from './finder.tsx'
import { Marquee } from './marquee.tsx'
import { Recommended } from './recommended.tsx'
import { useGenres } from './use-genres.ts'

const pageSize = 24

export const StorePage = () => {
  const { store, shell } = useStrings()
  const [search] = useSearchParams()
  const genre = search.get('genre') ?? ''
  const q = search.get('q') ?? ''
  const searching = genre !== '' || q !== ''
  const { known, country } = useCountry()
  const list = usePages(known ? `films ${genre} ${q} ${country ?? ''}` : null, (cursor, signal) =>
    films(
      {
        limit: pageSize,
        ...(country && { country }),
        ...(genre && { genre }),
        ...(q && { q }),
        ...(cursor && { cursor }),
      },
      signal,
    ),
  )
  const genres = useGenres(list.items)
  const first = list.items?.[0]

  return (
    <Page title={store.title} hideTitle>
      {!searching && first && <Marquee film={first} />}
      {!searching && <Recommended />}
      <Section title={store.allFilms} id="all">
        <Finder genres={genres} genre={genre} q={q} />
        <ProblemNotice error={list.error} again={list.again} />
        {!list.items && !list.error && <Loading />}
        <p role="status" className={searching ? undefined : 'hidden'}>
          {list.data && store.found(list.data.items.length, list.more !== undefined)}
        </p>
        {list.data?.items.length === 0 && <Empty>{searching ? store.none : store.empty}</Empty>}
        {list.items && <FilmGrid films={list.items} />}
        {list.more && (
          <Button onClick={list.more} busy={list.loading}>
            {shell.more}
          </Button>
        )}
      </Section>
    </Page>
  )
}
