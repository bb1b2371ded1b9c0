// One offer as a seller sets it: what it costs, and where, when and how sharp it is had.
import type { ComponentProps } from 'react'
import { useFormats, useStrings } from '../strings/context.tsx'
import { decimalsOf } from '../strings/formats.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField, TextField } from '../ui/field.tsx'
import type { OfferDraft, OfferFault } from './offers.ts'
import { mostUnits, writePrice } from './price.ts'
import styles from './studio.module.css'

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'KWD'] as const

type Props = Readonly<{
  name: string
  draft: OfferDraft
  faults: Readonly<Partial<Record<keyof OfferDraft, OfferFault>>>
  onChange: (part: Partial<OfferDraft>) => void
  onRemove: () => void
}>

export const OfferRow = ({ name, draft, faults, onChange, onRemove }: Props) => {
  const { studio } = useStrings()
  const formats = useFormats()
  const decimals = decimalsOf(draft.currency)
  const words: Readonly<Record<OfferFault, string>> = {
    wrong: studio.priceWrong(writePrice(399, decimals)),
    high: studio.priceHigh(formats.money(mostUnits * 10 ** decimals, draft.currency)),
    ...{ days: studio.daysWrong, hours: studio.hoursWrong, territories: studio.territoriesWrong },
    ...{ closes: studio.closesWrong, preorder: studio.preorderWrong },
  }
  const text = (field: keyof OfferDraft, label: string, more: Partial<ComponentProps<typeof TextField>> = {}) => (
    <TextField
      {...more}
      label={label}
      value={draft[field]}
      onChange={({ target }) => onChange({ [field]: target.value })}
      error={faults[field] && words[faults[field]]}
    />
  )
  const choice = (
    field: 'kind' | 'currency' | 'quality',
    label: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <ChoiceField label={label} value={draft[field]} onChange={({ target }) => onChange({ [field]: target.value })}>
      {options.map(([value, shown]) => (
        <option key={value} value={value}>
          {shown}
        </option>
      ))}
    </ChoiceField>
  )
  const clock = { type: 'datetime-local' } as const
  const isRent = draft.kind === 'rent'
  const isNarrowed = Boolean(draft.territories || draft.opens || draft.closes || draft.preorderFrom)
  return (
    <fieldset className={styles.offer}>
      <legend>{name}</legend>
      <div className={styles.triple}>
        {choice('kind', studio.kind, Object.entries(studio.kinds))}
        {text('price', studio.price, { inputMode: 'decimal', maxLength: 12 })}
        {choice(
          'currency',
          studio.currency,
          [...new Set([draft.currency, ...currencies])].map((code) => [code, code]),
        )}
        {isRent && text('days', studio.startWithin, { inputMode: 'numeric', maxLength: 4 })}
        {isRent && text('hours', studio.watchWithin, { inputMode: 'numeric', maxLength: 5 })}
        {choice('quality', studio.quality, Object.entries(studio.qualities))}
      </div>
      <details open={isNarrowed || Boolean(faults.territories)}>
        <summary>{studio.whereAndWhen}</summary>
        <div className={styles.form}>
          {text('territories', studio.territories, { hint: studio.territoriesHint, maxLength: 1_000 })}
          <p>{studio.windowHint}</p>
          <div className={styles.window}>
            {text('opens', studio.opens, clock)}
            {text('closes', studio.closes, clock)}
            {!isRent && text('preorderFrom', studio.preorderFrom, clock)}
          </div>
        </div>
      </details>
      <Button look="quiet" onClick={onRemove} aria-label={studio.removeOffer(name)}>
        {studio.remove}
      </Button>
    </fieldset>
  )
}
