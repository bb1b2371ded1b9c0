// A month of the seller's money as a file for their books.
import { type FormEvent, useState } from 'react'
import { type StatementForm, statement } from '../api/seller-account.ts'
import { useCommand } from '../data/use-command.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import styles from './studio.module.css'

const thisMonth = (): string => new Date().toISOString().slice(0, 7)

const save = (file: Blob, name: string): void => {
  const url = URL.createObjectURL(file)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}

export const Statements = () => {
  const { account: words } = useStrings()
  const [wrong, setWrong] = useState<string | undefined>()
  const fetching = useCommand(async (_key, month: string, form: StatementForm) =>
    save(await statement(month, form), `matinee-${month}.${form}`),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const month = String(new FormData(event.currentTarget).get('month'))
    const isMonth = /^20\d{2}-(0[1-9]|1[0-2])$/.test(month)
    setWrong(isMonth ? undefined : words.monthWrong)
    const { submitter } = event.nativeEvent as SubmitEvent
    const form = submitter instanceof HTMLButtonElement && submitter.value === 'csv' ? 'csv' : 'pdf'
    if (isMonth) void fetching.run(month, form)
  }
  return (
    <form className={styles.inline} onSubmit={submit} onChange={fetching.clear} noValidate>
      <TextField label={words.month} hint={words.monthHint} name="month" defaultValue={thisMonth()} error={wrong} />
      <Button type="submit" value="pdf" busy={fetching.busy}>
        {words.downloadPdf}
      </Button>
      <Button type="submit" value="csv" busy={fetching.busy}>
        {words.download}
      </Button>
      <ProblemNotice error={fetching.error} />
    </form>
  )
}
