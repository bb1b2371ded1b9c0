// Posters in a grid, or in one row that is scrolled sideways.
import type { FilmCard } from '../api/films.ts'
import styles from './film-grid.module.css'
import { FilmLink } from './film-link.tsx'

type Props = Readonly<{ films: readonly FilmCard[] }>

const inSight = 6

export const FilmGrid = ({ films }: Props) => (
  <ul className={styles.grid}>
    {films.map((film, at) => (
      <li key={film.filmId}>
        <FilmLink film={film} eager={at < inSight} />
      </li>
    ))}
  </ul>
)

export const FilmRow = ({ films }: Props) => (
  <ul className={styles.row}>
    {films.map((film, at) => (
      <li key={film.filmId}>
        <FilmLink film={film} eager={at < inSight} />
      </li>
    ))}
  </ul>
)
