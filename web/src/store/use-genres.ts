// The genres to choose from: those of all films seen so far, so that choosing one does not hide the others.
import { useRef } from 'react'
import type { FilmCard } from '../api/films.ts'

export const useGenres = (films: readonly FilmCard[] | undefined): readonly string[] => {
  const seen = useRef(new Set<string>())
  for (const film of films ?? []) for (const genre of film.genres) seen.current.add(genre)
  return [...seen.current].sort((a, b) => a.localeCompare(b))
}
