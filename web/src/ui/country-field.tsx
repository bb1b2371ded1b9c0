// A country, chosen by its name in the reader's language.
import { useStrings } from '../strings/context.tsx'
import { countries } from './countries.ts'
import { ChoiceField } from './field.tsx'

type Props = Readonly<{ label: string; hint?: string; error?: string | undefined; chosen: string | null }>

/** Its name in a form is `country`; '' while nothing is chosen. */
export const CountryField = ({ chosen, ...said }: Props) => {
  const { shell } = useStrings()
  const names = new Intl.DisplayNames(document.documentElement.lang || 'en', { type: 'region' })
  const sorted = countries
    .map((code) => [code, names.of(code) ?? code] as const)
    .sort(([, a], [, b]) => a.localeCompare(b))
  return (
    <ChoiceField {...said} name="country" autoComplete="country" defaultValue={chosen ?? ''}>
      <option value="">{shell.choose}</option>
      {sorted.map(([code, name]) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </ChoiceField>
  )
}
