// The film above the others: its still as wide as the screen, its name as on a marquee.
import type { FilmCard } from '../api/films.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { LinkButton } from '../ui/button.tsx'
import { cheapest } from './film-link.tsx'
import styles from './marquee.module.css'

export const Marquee = ({ film }: Readonly<{ film: FilmCard }>) => {
  const { store } = useStrings()
  const formats = useFormats()
  const offer = cheapest(film.offers)
  const facts = [film.year, film.durationMs && formats.length(film.durationMs), ...film.genres.slice(0, 2)].filter(
    Boolean,
  )
  return (
    <section className={styles.marquee} aria-label={store.featured}>
      {film.poster && <img className={styles.still} src={film.poster} alt="" fetchPriority="high" />}
      <div className={styles.words}>
        <p className={styles.above}>{store.featured}</p>
        <h2 className={styles.title}>{film.title}</h2>
        <p>{facts.join(' · ')}</p>
        <div className={styles.do}>
          <LinkButton to={`/films/${film.filmId}`} look="primary">
            {store.seeFilm}
          </LinkButton>
          {offer && <span>{store.from(formats.money(offer.amount, offer.currency))}</span>}
        </div>
      </div>
    </section>
  )
}
