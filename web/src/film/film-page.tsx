// A film's page: what it is, what it costs, and the way to watch it.
import { useParams } from 'react-router'
import { library } from '../api/commerce.ts'
import { film as readFilm } from '../api/films.ts'
import { useCountry } from '../data/use-country.ts'
import { hasRole, usePerson } from '../data/use-person.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { Loading, Page, Section } from '../ui/page.tsx'
import { Facts } from './facts.tsx'
import styles from './film.module.css'
import { Hero } from './hero.tsx'
import { InPlan } from './in-plan.tsx'
import { Offers } from './offers.tsx'
import { Owned } from './owned.tsx'

export const FilmPage = () => {
  const { film: words, shell } = useStrings()
  const { filmId = '' } = useParams()
  const person = usePerson()
  const viewer = hasRole(person, 'viewer')
  const { known, country } = useCountry()
  const film = useResource(known ? `film ${filmId} ${country ?? ''}` : null, (signal) =>
    readFilm(filmId, signal, country),
  )
  const mine = useResource(viewer ? 'library' : null, (signal) => library(undefined, signal))
  const item = mine.data?.items.find((one) => one.film.filmId === filmId && one.status !== 'over')

  if (!film.data)
    return (
      <Page title={shell.brand} hideTitle>
        {film.error ? <ProblemNotice error={film.error} again={film.again} /> : <Loading />}
      </Page>
    )
  const { title, synopsis, status } = film.data
  return (
    <Page title={title} hideTitle>
      <Hero film={film.data} />
      {status === 'draft' && <Notice>{words.statusDraft}</Notice>}
      {status === 'taken-down' && <Notice tone="bad">{words.statusTakenDown(film.data.takenDownFor ?? '')}</Notice>}
      <div className={styles.columns}>
        <div className={styles.ways}>
          {item && <Owned item={item} film={film.data} />}
          {film.data.status === 'published' && <InPlan filmId={filmId} mayWatch={item === undefined} />}
          <Offers film={film.data} has={item?.kind} />
        </div>
        <Section title={words.synopsis}>
          <p className={styles.story}>{synopsis || words.noSynopsis}</p>
          <Facts film={film.data} />
        </Section>
      </div>
    </Page>
  )
}
