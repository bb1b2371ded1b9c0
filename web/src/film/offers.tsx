// The ways to have a film: each with its price and its clocks in words.
import { useState } from 'react'
import type { FilmDetail, Offer } from '../api/films.ts'
import { serverNow } from '../api/server-clock.ts'
import { hasRole, usePerson } from '../data/use-person.ts'
import { useStrings } from '../strings/context.tsx'
import { Checkout } from './checkout.tsx'
import styles from './film.module.css'
import { OfferCard } from './offer-card.tsx'
import { offersFor, stateOf } from './offer-state.ts'

type Props = Readonly<{
  film: FilmDetail
  /** what this viewer has of it already */
  has: Offer['kind'] | undefined
}>

export const Offers = ({ film, has }: Props) => {
  const { film: words } = useStrings()
  const person = usePerson()
  const [chosen, setChosen] = useState<string | undefined>()
  const now = serverNow()
  const shown = offersFor(film.offers, has, now)
  // The dialog stays when what was bought in it has arrived.
  const offer = film.offers.find(({ offerId }) => offerId === chosen)
  if (film.status !== 'published') return null
  if (!shown.length && !has) return <p className={styles.card}>{words.noOffers}</p>
  return (
    <>
      {shown.map((one) => (
        <OfferCard
          key={one.offerId}
          offer={one}
          filmId={film.filmId}
          may={person === undefined ? 'log-in' : hasRole(person, 'viewer') ? 'buy' : 'look'}
          state={stateOf(one, now)}
          onChoose={() => setChosen(one.offerId)}
        />
      ))}
      {offer && <Checkout film={film} offer={offer} onClose={() => setChosen(undefined)} />}
    </>
  )
}
