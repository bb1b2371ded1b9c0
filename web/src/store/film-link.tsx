// One film as a poster that leads to its page.
import { Link } from 'react-router'
import type { FilmCard, Offer } from '../api/films.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Poster } from '../ui/poster.tsx'
import styles from './film-grid.module.css'

/** The cheapest way to see a film. */
export const cheapest = (offers: readonly Offer[]): Offer | undefined =>
  [...offers].sort((a, b) => a.amount - b.amount)[0]

type Props = Readonly<{ film: FilmCard; eager?: boolean }>

export const FilmLink = ({ film, eager = false }: Props) => {
  const { store } = useStrings()
  const formats = useFormats()
  const offer = cheapest(film.offers)
  const price =
    offer && store[offer.kind === 'rent' ? 'rentFrom' : 'buyFrom'](formats.money(offer.amount, offer.currency))
  const facts = [film.year, film.durationMs && formats.length(film.durationMs), film.genres[0]].filter(Boolean)
  return (
    <Link to={`/films/${film.filmId}`} className={styles.link}>
      <Poster title={film.title} image={film.poster} credit={String(film.genres[0] ?? '')} eager={eager} />
      <span className="hidden">{film.title}</span>
      <span className={styles.facts}>{facts.join(' · ')}</span>
      <span className={styles.price}>{price ?? store.notForSale}</span>
    </Link>
  )
}
