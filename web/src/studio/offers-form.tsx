// What a film costs: to buy, to rent, or both.
import { type FormEvent, useState } from 'react'
import type { FilmDetail, Offer } from '../api/films.ts'
import { type NewOffer, setOffers } from '../api/seller.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { decimalsOf } from '../strings/formats.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField, TextField } from '../ui/field.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { draftOf, type OfferFault, readOffers } from './offers.ts'
import { mostUnits, writePrice } from './price.ts'
import styles from './studio.module.css'

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'JPY'] as const

type HalfProps = Readonly<{ kind: Offer['kind']; on: boolean; onSwitch: (on: boolean) => void; label: string }>

const Switch = ({ kind, on, onSwitch, label }: HalfProps) => (
  <label className={styles.check}>
    <input type="checkbox" name={kind} checked={on} onChange={({ target }) => onSwitch(target.checked)} />
    {label}
  </label>
)

export const OffersForm = ({ film }: Readonly<{ film: FilmDetail }>) => {
  const { studio } = useStrings()
  const formats = useFormats()
  const [draft, setDraft] = useState(() => draftOf(film.offers))
  const [faults, setFaults] = useState<Readonly<Record<string, OfferFault>>>({})
  const saving = useCommand(async (key, offers: readonly NewOffer[]) => {
    await setOffers(key, film.filmId, offers)
    invalidate(`film ${film.filmId}`, 'seller films', 'films')
    return true
  })
  const decimals = decimalsOf(draft.currency)
  const words: Readonly<Record<OfferFault, string>> = {
    wrong: studio.priceWrong(writePrice(399, decimals)),
    high: studio.priceHigh(formats.money(mostUnits * 10 ** decimals, draft.currency)),
    days: studio.daysWrong,
    hours: studio.hoursWrong,
    none: studio.oneOffer,
  }
  const wordsOf = (fault: OfferFault | undefined) => fault && words[fault]
  const change = (part: Partial<typeof draft>) => {
    saving.clear()
    setDraft({ ...draft, ...part })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readOffers(draft, decimals)
    setFaults(read.faults)
    if (read.offers) void saving.run(read.offers)
  }
  const text = (name: 'buyPrice' | 'rentPrice' | 'days' | 'hours', label: string, hint?: string) => (
    <TextField
      label={label}
      hint={hint}
      inputMode={name === 'days' || name === 'hours' ? 'numeric' : 'decimal'}
      value={draft[name]}
      onChange={({ target }) => change({ [name]: target.value })}
      error={wordsOf(faults[name])}
      maxLength={12}
    />
  )
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <ChoiceField
        label={studio.currency}
        value={draft.currency}
        onChange={({ target }) => change({ currency: target.value })}
      >
        {[...new Set([draft.currency, ...currencies])].map((code) => (
          <option key={code}>{code}</option>
        ))}
      </ChoiceField>
      <fieldset className={styles.offer}>
        <legend className="hidden">{studio.rentIt}</legend>
        <Switch kind="rent" label={studio.rentIt} on={draft.rent} onSwitch={(rent) => change({ rent })} />
        {draft.rent && (
          <div className={styles.triple}>
            {text('rentPrice', studio.rentPrice)}
            {text('days', studio.startWithin)}
            {text('hours', studio.watchWithin)}
          </div>
        )}
      </fieldset>
      <fieldset className={styles.offer}>
        <legend className="hidden">{studio.sellIt}</legend>
        <Switch kind="buy" label={studio.sellIt} on={draft.buy} onSwitch={(buy) => change({ buy })} />
        {draft.buy && <div className={styles.triple}>{text('buyPrice', studio.buyPrice)}</div>}
      </fieldset>
      {faults.all && <Notice tone="bad">{wordsOf(faults.all)}</Notice>}
      <ProblemNotice error={saving.error} />
      {saving.done && <Notice tone="good">{studio.offersSet}</Notice>}
      <Button type="submit" busy={saving.busy}>
        {studio.setOffers}
      </Button>
    </form>
  )
}
