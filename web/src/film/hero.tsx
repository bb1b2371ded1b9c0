// The top of a film's page: its still behind, its poster and name before it.
import type { FilmDetail } from '../api/films.ts'
import { useFormats } from '../strings/context.tsx'
import { Poster } from '../ui/poster.tsx'
import styles from './film.module.css'

export const Hero = ({ film }: Readonly<{ film: FilmDetail }>) => {
  const formats = useFormats()
  const facts = [film.year, film.durationMs && formats.length(film.durationMs), film.ageRating, ...film.genres]
  return (
    <div className={styles.hero}>
      {film.poster && <img className={styles.backdrop} src={film.poster} alt="" />}
      <div className={styles.poster}>
        <Poster title={film.title} image={film.poster} credit={film.genres[0] ?? ''} eager />
      </div>
      <div className={styles.name}>
        {/* The page's h1 says it to readers; this is the same name for the eye. */}
        <p className={styles.title} aria-hidden="true">
          {film.title}
        </p>
        <p>{facts.filter(Boolean).join(' · ')}</p>
      </div>
    </div>
  )
}
