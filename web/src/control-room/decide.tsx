// Taking a film down or putting it back, with the reason that is written down.
import { type FormEvent, useState } from 'react'
import { type OperatorFilm, putBack, takeDown } from '../api/operator.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { LongTextField } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import styles from './control.module.css'

type Props = Readonly<{ film: OperatorFilm; onClose: () => void }>

export const Decide = ({ film, onClose }: Props) => {
  const { controlRoom } = useStrings()
  const announce = useAnnounce()
  const [wrong, setWrong] = useState<string | undefined>()
  const down = film.status === 'published'
  const deciding = useCommand(async (key, reason: string) => {
    await (down ? takeDown : putBack)(key, film.filmId, reason)
    announce(down ? controlRoom.takenDown(film.title) : controlRoom.putBackDone(film.title))
    invalidate('operator films', `film ${film.filmId}`, 'films')
    onClose()
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const reason = String(new FormData(event.currentTarget).get('reason')).trim()
    setWrong(reason ? undefined : controlRoom.reasonNeeded)
    if (reason) void deciding.run(reason)
  }
  return (
    <Dialog title={down ? controlRoom.takeDownOf(film.title) : controlRoom.putBackOf(film.title)} onClose={onClose}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <p>{down ? controlRoom.takeDownText : controlRoom.putBackText}</p>
        <LongTextField
          label={controlRoom.reason}
          hint={controlRoom.reasonHint}
          name="reason"
          maxLength={500}
          error={wrong}
        />
        <ProblemNotice error={deciding.error} />
        <Button type="submit" look={down ? 'danger' : 'primary'} wide busy={deciding.busy}>
          {down ? controlRoom.takeDown : controlRoom.putBack}
        </Button>
        <Button look="quiet" wide onClick={onClose}>
          {controlRoom.cancel}
        </Button>
      </form>
    </Dialog>
  )
}
