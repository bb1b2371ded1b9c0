// Paying: choose a card, order, and see the order through to the film.
import { type FormEvent, useState } from 'react'
import { type PaysWith, placeOrder } from '../api/commerce.ts'
import type { FilmDetail, Offer } from '../api/films.ts'
import { ApiError } from '../api/problem.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { CardChoice } from './card-choice.tsx'
import styles from './checkout.module.css'
import { OrderProgress } from './order-progress.tsx'

type Props = Readonly<{ film: FilmDetail; offer: Offer; onClose: () => void }>

// What was refused because this page is behind: the price moved, or the film is in the library already.
const pageIsBehind = new Set(['price-changed', 'already-owned', 'already-rented', 'film-unavailable', 'not-found'])

export const Checkout = ({ film, offer, onClose }: Props) => {
  const { checkout, film: words } = useStrings()
  const formats = useFormats()
  const [card, setCard] = useState<PaysWith>({ paymentMethod: 'pm_success', saveCard: false })
  const { filmId } = film
  const { startWithinHours: start, watchWithinHours: watch } = offer
  const terms = start && watch ? words.rentTerms(formats.hours(start), formats.hours(watch)) : words.buyTerms
  const ordering = useCommand(async (key, offerId: string, offerVersion: number, paysWith: PaysWith) => {
    try {
      const placed = await placeOrder(key, { filmId, offerId, offerVersion, ...paysWith })
      invalidate('cards')
      return placed
    } catch (error) {
      if (error instanceof ApiError && error.type === 'card-removed') invalidate('cards')
      if (error instanceof ApiError && pageIsBehind.has(error.type)) invalidate(`film ${filmId}`, 'library')
      throw error
    }
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ordering.busy) void ordering.run(offer.offerId, offer.version, card)
  }

  return (
    <Dialog title={checkout.title(film.title)} onClose={onClose}>
      {ordering.done ? (
        <OrderProgress orderId={ordering.done.orderId} filmId={filmId} onAgain={ordering.clear} onClose={onClose} />
      ) : (
        <form className={styles.form} onSubmit={submit}>
          <p>{terms}</p>
          <CardChoice card={card} onChange={setCard} disabled={ordering.busy} />
          <p className={styles.total}>
            <span>{checkout.total}</span> <strong>{formats.money(offer.amount, offer.currency)}</strong>
          </p>
          <p className={styles.licence}>{checkout.licence}</p>
          <div aria-live="polite">{ordering.busy && <p>{checkout.sending}</p>}</div>
          <ProblemNotice error={ordering.error} />
          <Button type="submit" look="primary" wide busy={ordering.busy}>
            {ordering.busy ? checkout.paying : checkout.pay(formats.money(offer.amount, offer.currency))}
          </Button>
          <Button look="quiet" wide onClick={onClose}>
            {checkout.cancel}
          </Button>
        </form>
      )}
    </Dialog>
  )
}
