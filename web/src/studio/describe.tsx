// What the store says of a film.
import { type FormEvent, useState } from 'react'
import type { FilmDetail } from '../api/films.ts'
import { type Description, describeFilm } from '../api/seller.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { LongTextField, TextField } from '../ui/field.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { readWhole } from './price.ts'
import styles from './studio.module.css'

const firstFilm = 1888
const yearsAhead = 5
const mostGenres = 10
const longestGenre = 40

const genresOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(',')
      .map((genre) => genre.trim())
      .filter(Boolean),
  ),
]

export const Describe = ({ film }: Readonly<{ film: FilmDetail }>) => {
  const { studio } = useStrings()
  const [wrong, setWrong] = useState<Readonly<{ title?: string; year?: string; genres?: string }>>({})
  const describe = useCommand(async (key, description: Description) => {
    await describeFilm(key, film.filmId, description)
    invalidate(`film ${film.filmId}`, 'seller films', 'films')
    return true
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const year = text('year') ? readWhole(text('year'), firstFilm, new Date().getFullYear() + yearsAhead) : undefined
    const found = {
      ...(!text('title') && { title: studio.titleNeeded }),
      ...(text('year') && year === undefined && { year: studio.yearWrong }),
      ...(genresOf(text('genres')).length > mostGenres && { genres: studio.genresWrong }),
      ...(genresOf(text('genres')).some((genre) => genre.length > longestGenre) && { genres: studio.genresWrong }),
    }
    setWrong(found)
    if (Object.keys(found).length) return
    void describe.run({
      title: text('title'),
      synopsis: text('synopsis'),
      genres: genresOf(text('genres')),
      year: year ?? null,
      ageRating: text('rating') || null,
    })
  }
  return (
    <form className={styles.form} onSubmit={submit} onChange={describe.clear} noValidate>
      <TextField label={studio.newTitle} name="title" defaultValue={film.title} maxLength={200} error={wrong.title} />
      <LongTextField label={studio.synopsis} name="synopsis" defaultValue={film.synopsis ?? ''} maxLength={5000} />
      <TextField
        label={studio.genres}
        hint={studio.genresHint}
        name="genres"
        defaultValue={film.genres.join(', ')}
        error={wrong.genres}
      />
      <div className={styles.pair}>
        <TextField
          label={studio.year}
          name="year"
          inputMode="numeric"
          defaultValue={film.year ?? ''}
          maxLength={4}
          error={wrong.year}
        />
        <TextField label={studio.rating} name="rating" defaultValue={film.ageRating ?? ''} maxLength={20} />
      </div>
      <ProblemNotice error={describe.error} />
      {describe.done && <Notice tone="good">{studio.saved}</Notice>}
      <Button type="submit" busy={describe.busy}>
        {studio.save}
      </Button>
    </form>
  )
}
