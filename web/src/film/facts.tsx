// What is known of a film, as a list.
import type { FilmDetail } from '../api/films.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import styles from './film.module.css'

export const Facts = ({ film }: Readonly<{ film: FilmDetail }>) => {
  const { film: words } = useStrings()
  const formats = useFormats()
  const facts: readonly (readonly [string, string | number | null])[] = [
    [words.facts.year, film.year],
    [words.facts.length, film.durationMs ? formats.length(film.durationMs) : null],
    [words.facts.rating, film.ageRating],
    [words.facts.quality, film.height ? words.lines(film.height) : null],
    [words.facts.genres, film.genres.join(', ')],
  ]
  return (
    <dl className={styles.facts}>
      {facts.flatMap(([name, value]) =>
        value ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : (
          []
        ),
      )}
    </dl>
  )
}
