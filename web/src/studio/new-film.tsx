// A film begins with its title.
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { draftFilm } from '../api/seller.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import styles from './studio.module.css'

export const NewFilm = () => {
  const { studio } = useStrings()
  const navigate = useNavigate()
  const [wrong, setWrong] = useState<string | undefined>()
  const draft = useCommand(async (key, title: string) => {
    const { filmId } = await draftFilm(key, title)
    invalidate('seller films')
    await navigate(`/studio/${filmId}`)
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const title = String(new FormData(event.currentTarget).get('title')).trim()
    setWrong(title ? undefined : studio.titleNeeded)
    if (title) void draft.run(title)
  }
  return (
    <form className={styles.inline} onSubmit={submit} noValidate>
      <TextField label={studio.newTitle} name="title" maxLength={200} error={wrong} />
      <Button type="submit" look="primary" busy={draft.busy}>
        {studio.create}
      </Button>
      <ProblemNotice error={draft.error} />
    </form>
  )
}
