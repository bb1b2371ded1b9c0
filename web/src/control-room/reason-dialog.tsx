// What an operator does for a reason that is written down: nothing happens without one.
import { type FormEvent, useState } from 'react'
import { useCommand } from '../data/use-command.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { LongTextField } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import styles from './control.module.css'

type Props = Readonly<{
  title: string
  /** what will be, before it is done */
  text: string
  hint: string
  /** on the button */
  yes: string
  look?: 'danger' | 'primary'
  run: (key: string, reason: string) => Promise<void>
  onClose: () => void
}>

export const ReasonDialog = ({ title, text, hint, yes, look = 'danger', run, onClose }: Props) => {
  const { controlRoom } = useStrings()
  const [wrong, setWrong] = useState<string | undefined>()
  const doing = useCommand(run)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const reason = String(new FormData(event.currentTarget).get('reason')).trim()
    setWrong(reason ? undefined : controlRoom.reasonNeeded)
    if (reason) void doing.run(reason)
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <p>{text}</p>
        <LongTextField label={controlRoom.reason} hint={hint} name="reason" maxLength={500} error={wrong} />
        <ProblemNotice error={doing.error} />
        <Button type="submit" look={look} wide busy={doing.busy}>
          {yes}
        </Button>
        <Button look="quiet" wide onClick={onClose}>
          {controlRoom.cancel}
        </Button>
      </form>
    </Dialog>
  )
}
