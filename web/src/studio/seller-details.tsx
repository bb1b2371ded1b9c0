// Who is paid: the application, and later its change.
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { apply, changeDetails, type Details, type Profile } from '../api/seller-account.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { CountryField } from '../ui/country-field.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import styles from './studio.module.css'

const address = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

export const SellerDetails = ({ profile }: Readonly<{ profile: Profile | 'none' }>) => {
  const { account, sellerTerms } = useStrings()
  const isNew = profile === 'none'
  const known = isNew ? undefined : profile
  const [wrong, setWrong] = useState<Readonly<Partial<Record<keyof Details | 'terms', string>>>>({})
  const saving = useCommand(async (key, details: Details) => {
    await (isNew ? apply : changeDetails)(key, details)
    invalidate('seller profile')
    return true
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const details = { legalName: text('legalName'), email: text('email'), country: text('country') }
    const found = {
      ...(!details.legalName && { legalName: account.nameNeeded }),
      ...(!address.test(details.email) && { email: account.emailWrong }),
      ...(!details.country && { country: account.countryNeeded }),
      ...(isNew && !form.get('terms') && { terms: account.termsNeeded }),
    }
    setWrong(found)
    if (!Object.keys(found).length) void saving.run(details)
  }
  return (
    <form className={styles.form} onSubmit={submit} onChange={saving.clear} noValidate>
      <p>{isNew ? account.applyText : account.detailsText}</p>
      <TextField
        label={account.legalName}
        name="legalName"
        autoComplete="organization"
        defaultValue={known?.legalName ?? ''}
        maxLength={200}
        error={wrong.legalName}
      />
      <div className={styles.pair}>
        <TextField
          label={account.email}
          name="email"
          type="email"
          autoComplete="email"
          defaultValue={known?.email ?? ''}
          maxLength={254}
          error={wrong.email}
        />
        <CountryField label={account.country} chosen={known?.country ?? null} error={wrong.country} />
      </div>
      {isNew && (
        <label className={styles.check}>
          <input type="checkbox" name="terms" aria-invalid={wrong.terms ? true : undefined} />
          {account.terms}
        </label>
      )}
      {isNew && (
        <p>
          <Link to="/terms/sellers" target="_blank">
            {sellerTerms.read}
          </Link>
        </p>
      )}
      {wrong.terms && <Notice tone="bad">{wrong.terms}</Notice>}
      <ProblemNotice error={saving.error} />
      {saving.done && <Notice tone="good">{account.saved}</Notice>}
      <Button type="submit" busy={saving.busy}>
        {isNew ? account.send : account.save}
      </Button>
    </form>
  )
}
