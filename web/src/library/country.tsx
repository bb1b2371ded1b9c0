// Where the viewer lives: it says what of a price is tax.
import type { FormEvent } from 'react'
import { account, declareCountry } from '../api/account.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { CountryField } from '../ui/country-field.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { Loading } from '../ui/page.tsx'
import styles from './library.module.css'

export const Country = () => {
  const { library: words } = useStrings()
  const { data, error, again } = useResource('account', account)
  const saving = useCommand(async (key, country: string) => {
    await declareCountry(key, country)
    invalidate('account')
    return true
  })
  if (!data) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const country = String(new FormData(event.currentTarget).get('country'))
    if (country) void saving.run(country)
  }
  return (
    <form className={styles.country} onSubmit={submit} onChange={saving.clear} noValidate>
      <CountryField key={data.country} label={words.country} hint={words.countryHint} chosen={data.country} />
      <Button type="submit" busy={saving.busy}>
        {words.saveCountry}
      </Button>
      <ProblemNotice error={saving.error} />
      {saving.done && <Notice tone="good">{words.countrySaved}</Notice>}
    </form>
  )
}
