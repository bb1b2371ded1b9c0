// One film on the seller's desk: from a title to a film in the store.
import { Link, useParams } from 'react-router'
import { film as readFilm } from '../api/films.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Loading, Page, Section } from '../ui/page.tsx'
import { Describe } from './describe.tsx'
import { FilmNumbers } from './film-numbers.tsx'
import { FilmPlans } from './film-plans.tsx'
import { OffersForm } from './offers-form.tsx'
import { Publish } from './publish.tsx'
import { MediaState, StatusTag } from './states.tsx'
import styles from './studio.module.css'
import { Video } from './video.tsx'

export const DeskPage = () => {
  const { studio } = useStrings()
  const { filmId = '' } = useParams()
  const { data: film, error, again } = useResource(`film ${filmId}`, (signal) => readFilm(filmId, signal))
  if (!film)
    return <Page title={studio.title}>{error ? <ProblemNotice error={error} again={again} /> : <Loading />}</Page>
  return (
    <Page title={film.title}>
      <p className={styles.states}>
        <StatusTag status={film.status} />
        <MediaState media={film.media} />
        {film.status === 'published' && <Link to={`/films/${filmId}`}>{studio.preview}</Link>}
      </p>
      <div className={styles.desk}>
        <div className={styles.column}>
          <Section title={studio.stepDescribe}>
            <Describe key={film.filmId} film={film} />
          </Section>
          <Section title={studio.stepVideo}>
            <Video film={film} />
          </Section>
        </div>
        <div className={styles.column}>
          <Section title={studio.stepOffers}>
            <OffersForm key={film.filmId} film={film} />
          </Section>
          <Section title={studio.stepPlans}>
            <FilmPlans filmId={filmId} />
          </Section>
          <Section title={studio.stepPublish}>
            <Publish film={film} />
          </Section>
        </div>
      </div>
      <Section title={studio.stepNumbers}>
        <FilmNumbers filmId={filmId} />
      </Section>
    </Page>
  )
}
