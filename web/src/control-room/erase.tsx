// Forgetting a person for good, with the reason that is written down.
import { type FormEvent, useState } from 'react'
import { erase, type OperatorSeller } from '../api/operator-money.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { LongTextField } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import styles from './control.module.css'

type Props = Readonly<{ seller: OperatorSeller; onClose: () => void }>

export const Erase = ({ seller, onClose }: Props) => {
  const { controlMoney: words, controlRoom } = useStrings()
  const announce = useAnnounce()
  const [wrong, setWrong] = useState<string | undefined>()
  const erasing = useCommand(async (key, reason: string) => {
    await erase(key, seller.sellerId, reason)
    announce(words.erasedNow)
    invalidate('operator sellers')
    onClose()
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const reason = String(new FormData(event.currentTarget).get('reason')).trim()
    setWrong(reason ? undefined : controlRoom.reasonNeeded)
    if (reason) void erasing.run(reason)
  }
  return (
    <Dialog title={words.eraseOf(seller.legalName ?? '')} onClose={onClose}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <p>{words.eraseText}</p>
        <LongTextField label={controlRoom.reason} hint={words.eraseHint} name="reason" maxLength={500} error={wrong} />
        <ProblemNotice error={erasing.error} />
        <Button type="submit" look="danger" wide busy={erasing.busy}>
          {words.eraseYes}
        </Button>
        <Button look="quiet" wide onClick={onClose}>
          {controlRoom.cancel}
        </Button>
      </form>
    </Dialog>
  )
}
