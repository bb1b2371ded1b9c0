// Paying: choose a card, order, and see the order through to the film.
import { type FormEvent, useState } from 'react'
import { type NewOrder, type PaysWith, placeOrder } from '../api/commerce.ts'
import type { CouponQuote } from '../api/coupons.ts'
import type { FilmDetail, Offer } from '../api/films.ts'
import { ApiError } from '../api/problem.ts'
import { serverNow } from '../api/server-clock.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useWaitAsked } from '../data/use-wait-asked.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { CardChoice } from './card-choice.tsx'
import styles from './checkout.module.css'
import { CouponField } from './coupon-field.tsx'
import { OrderProgress } from './order-progress.tsx'

type Props = Readonly<{ film: FilmDetail; offer: Offer; onClose: () => void }>

// What was refused because this page is behind: the price moved, or the film is in the library already.
const pageIsBehind = new Set([
  'price-changed',
  'already-owned',
  'already-rented',
  'film-unavailable',
  'not-for-sale',
  'not-found',
  'not-on-sale',
])

export const Checkout = ({ film, offer, onClose }: Props) => {
  const { checkout, film: words } = useStrings()
  const formats = useFormats()
  const [card, setCard] = useState<PaysWith>({ paymentMethod: 'pm_success', saveCard: false })
  const { filmId } = film
  const { startWithinHours: start, watchWithinHours: watch } = offer
  const isEarly = offer.opensAt !== null && serverNow() < Date.parse(offer.opensAt)
  const bought = isEarly && offer.opensAt ? words.earlyTerms(formats.dateTime(offer.opensAt)) : words.buyTerms
  const terms = start && watch ? words.rentTerms(formats.hours(start), formats.hours(watch)) : bought
  const [quote, setQuote] = useState<CouponQuote | undefined>()
  const price = formats.money(quote?.amount ?? offer.amount, offer.currency)
  const ordering = useCommand(async (key, order: NewOrder) => {
    try {
      const placed = await placeOrder(key, order)
      invalidate('cards')
      return placed
    } catch (error) {
      if (error instanceof ApiError && error.type === 'card-removed') invalidate('cards')
      if (error instanceof ApiError && pageIsBehind.has(error.type)) invalidate(`film ${filmId}`, 'library')
      throw error
    }
  })
  const waits = useWaitAsked(ordering.error) || ordering.busy
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { offerId, version: offerVersion } = offer
    const order = { filmId, offerId, offerVersion, ...card, ...(quote && { coupon: quote.code }) }
    if (!waits) void ordering.run(order)
  }

  return (
    <Dialog title={checkout.title(film.title)} onClose={onClose}>
      {ordering.done ? (
        <OrderProgress orderId={ordering.done.orderId} filmId={filmId} onAgain={ordering.clear} onClose={onClose} />
      ) : (
        <form className={styles.form} onSubmit={submit}>
          <p>{terms}</p>
          <CardChoice card={card} onChange={setCard} disabled={ordering.busy} />
          <CouponField filmId={filmId} offerId={offer.offerId} quote={quote} onQuote={setQuote} />
          <p className={styles.total}>
            <span>{checkout.total}</span> <strong>{price}</strong>
          </p>
          <p className={styles.licence}>{checkout.licence}</p>
          <div aria-live="polite">{ordering.busy && <p>{checkout.sending}</p>}</div>
          <ProblemNotice error={ordering.error} />
          <Button type="submit" look="primary" wide busy={waits}>
            {ordering.busy ? checkout.paying : quote?.amount === 0 ? checkout.nothingToPay : checkout.pay(price)}
          </Button>
          <Button look="quiet" wide onClick={onClose}>
            {checkout.cancel}
          </Button>
        </form>
      )}
    </Dialog>
  )
}
