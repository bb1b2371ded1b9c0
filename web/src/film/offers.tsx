// The ways to have a film: each with its price and its clocks in words.
import { useState } from 'react'
import type { FilmDetail, Offer } from '../api/films.ts'
import { hasRole, usePerson } from '../data/use-person.ts'
import { useStrings } from '../strings/context.tsx'
import { Checkout } from './checkout.tsx'
import styles from './film.module.css'
import { OfferCard } from './offer-card.tsx'

type Props = Readonly<{
  film: FilmDetail
  /** what this viewer has of it already */
  has: Offer['kind'] | undefined
}>

export const Offers = ({ film, has }: Props) => {
  const { film: words } = useStrings()
  const person = usePerson()
  const [chosen, setChosen] = useState<Offer['kind'] | undefined>()
  // Somebody who rents may still buy. The dialog stays when what was bought in it has arrived.
  const shown = film.offers.filter(({ kind }) => has === undefined || (has === 'rent' && kind === 'buy'))
  const offer = film.offers.find(({ kind }) => kind === chosen)
  if (film.status !== 'published') return null
  if (!film.offers.length && !has) return <p className={styles.card}>{words.noOffers}</p>
  return (
    <>
      {shown.map((one) => (
        <OfferCard
          key={one.offerId}
          offer={one}
          filmId={film.filmId}
          may={person === undefined ? 'log-in' : hasRole(person, 'viewer') ? 'buy' : 'look'}
          onChoose={() => setChosen(one.kind)}
        />
      ))}
      {offer && <Checkout film={film} offer={offer} onClose={() => setChosen(undefined)} />}
    </>
  )
}
