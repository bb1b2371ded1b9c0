// What a film costs: any number of offers, set together.
import { type FormEvent, useState } from 'react'
import type { FilmDetail } from '../api/films.ts'
import { type NewOffer, setOffers } from '../api/seller.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { OfferRow } from './offer-row.tsx'
import { draftOf, freshDraft, type OfferDraft, readOffer } from './offers.ts'
import styles from './studio.module.css'

const mostOffers = 100
type Row = Readonly<{ id: number; draft: OfferDraft }>

const rowsOf = ({ offers }: FilmDetail): readonly Row[] =>
  (offers.length > 0 ? offers.map(draftOf) : [freshDraft()]).map((draft, id) => ({ id, draft }))

export const OffersForm = ({ film }: Readonly<{ film: FilmDetail }>) => {
  const { studio } = useStrings()
  const [rows, setRows] = useState(() => rowsOf(film))
  const [asked, setAsked] = useState(false)
  const saving = useCommand(async (key, offers: readonly NewOffer[]) => {
    await setOffers(key, film.filmId, offers)
    invalidate(`film ${film.filmId}`, 'seller films', 'films')
    return true
  })
  const read = rows.map(({ draft }) => readOffer(draft))
  const change = (next: readonly Row[]) => {
    saving.clear()
    setRows(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    const offers = read.flatMap(({ offer }) => (offer ? [offer] : []))
    if (offers.length > 0 && offers.length === rows.length) void saving.run(offers)
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {rows.map(({ id, draft }, i) => (
        <OfferRow
          key={id}
          name={studio.offer(i + 1)}
          draft={draft}
          faults={asked ? (read[i]?.faults ?? {}) : {}}
          onChange={(part) => change(rows.map((row) => (row.id === id ? { id, draft: { ...draft, ...part } } : row)))}
          onRemove={() => change(rows.filter((row) => row.id !== id))}
        />
      ))}
      {rows.length < mostOffers && (
        <Button
          look="quiet"
          onClick={() => {
            setAsked(false)
            const last = rows.at(-1)
            const draft = freshDraft(last?.draft.kind === 'rent' ? 'buy' : 'rent', last?.draft.currency)
            change([...rows, { id: Math.max(-1, ...rows.map(({ id }) => id)) + 1, draft }])
          }}
        >
          {studio.addOffer}
        </Button>
      )}
      {asked && rows.length === 0 && <Notice tone="bad">{studio.oneOffer}</Notice>}
      <ProblemNotice error={saving.error} />
      {saving.done && <Notice tone="good">{studio.offersSet}</Notice>}
      <Button type="submit" busy={saving.busy}>
        {studio.setOffers}
      </Button>
    </form>
  )
}
