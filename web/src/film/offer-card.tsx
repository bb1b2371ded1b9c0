// One offer: price, both clocks explained, and the button.
import type { Offer } from '../api/films.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import styles from './film.module.css'
import type { OfferState } from './offer-state.ts'

type Props = Readonly<{
  offer: Offer
  state: OfferState
  filmId: string
  may: 'buy' | 'log-in' | 'look'
  onChoose: () => void
}>

/** What a rental's two clocks mean; a bought film has none. */
const OfferTerms = ({ offer }: Readonly<{ offer: Offer }>) => {
  const { film: words } = useStrings()
  const formats = useFormats()
  const { startWithinHours: start, watchWithinHours: watch } = offer
  const clocks =
    offer.kind === 'rent' && start && watch
      ? [
          [words.firstClock, words.firstClockText(formats.hours(start))],
          [words.secondClock, words.secondClockText(formats.hours(watch))],
        ]
      : [[words.noClock, words.noClockText]]
  return (
    <dl className={styles.clocks}>
      {clocks.map(([name, text]) => (
        <div key={name}>
          <dt>
            <Icon name="clock" />
            {name}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

/** For how long, where and how sharp; nothing where nothing is narrowed. */
const Narrowed = ({ offer, state }: Readonly<{ offer: Offer; state: OfferState }>) => {
  const { film: words } = useStrings()
  const formats = useFormats()
  const { opensAt, closesAt, territories } = offer
  const lines = [
    state !== 'open' && opensAt && words.opensAt(formats.dateTime(opensAt)),
    closesAt && words.closesAt(formats.dateTime(closesAt)),
    territories && words.onlyIn(territories.join(', ')),
  ].filter(Boolean)
  return lines.length > 0 && <p className={styles.tax}>{lines.join(' ')}</p>
}

export const OfferCard = ({ offer, state, filmId, may, onChoose }: Props) => {
  const { film: words } = useStrings()
  const formats = useFormats()
  const price = formats.money(offer.amount, offer.currency)
  const kind = offer.kind === 'rent' ? words.rent : words.buy
  const name = offer.quality ? words.inQuality(kind, words.qualities[offer.quality]) : kind
  const early = state === 'preorder' && words.preorderFor(price)
  return (
    <section className={styles.card} aria-label={name}>
      <div className={styles.offer}>
        <h2>{name}</h2>
        <p className={styles.price}>
          {price} <span className={styles.tax}>{words.taxIncluded}</span>
        </p>
      </div>
      <OfferTerms offer={offer} />
      <Narrowed offer={offer} state={state} />
      {may === 'buy' && state !== 'soon' && (
        <Button look={offer.kind === 'rent' ? 'primary' : 'plain'} wide onClick={onChoose}>
          {early || (offer.kind === 'rent' ? words.rentFor(price) : words.buyFor(price))}
        </Button>
      )}
      {may === 'log-in' && (
        <LinkButton to={`/log-in?next=${encodeURIComponent(`/films/${filmId}`)}`} wide>
          {words.logInToBuy}
        </LinkButton>
      )}
      {may === 'look' && <p className={styles.tax}>{words.viewersOnly}</p>}
    </section>
  )
}
