// Which card pays: one that is kept, or one of the sandbox provider's, where what each does is its name.
import { keptCards, type PaysWith } from '../api/commerce.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import styles from './checkout.module.css'

type Props = Readonly<{
  card: PaysWith
  onChange: (card: PaysWith) => void
  disabled: boolean
  /** no card that is kept, and none to be kept */
  onlyNew?: boolean
}>

type CardProps = Readonly<{ id: string; name: string; hint: string; checked: boolean; onChoose: () => void }>

const Card = ({ id, name, hint, checked, onChoose }: CardProps) => (
  <label className={styles.card}>
    <input
      type="radio"
      name="card"
      value={id}
      aria-label={name}
      aria-describedby={`card-${id}`}
      checked={checked}
      onChange={onChoose}
    />
    <span>
      <span className={styles.cardName}>{name}</span>
      <span className={styles.hint} id={`card-${id}`}>
        {hint}
      </span>
    </span>
  </label>
)

export const CardChoice = ({ card, onChange, disabled, onlyNew = false }: Props) => {
  const { checkout } = useStrings()
  // Without them a new card pays.
  const { data: kept } = useResource(onlyNew ? null : 'cards', keptCards)
  const saveCard = 'saveCard' in card && card.saveCard
  return (
    <fieldset className={styles.cards} disabled={disabled}>
      <legend>{checkout.card}</legend>
      {kept?.items.map(({ cardId, brand, lastFour, expires }) => (
        <Card
          key={cardId}
          id={cardId}
          name={checkout.keptCard(brand, lastFour)}
          hint={checkout.keptUntil(expires)}
          checked={'cardId' in card && card.cardId === cardId}
          onChoose={() => onChange({ cardId })}
        />
      ))}
      <p className={styles.hint}>{checkout.sandbox}</p>
      {Object.entries(checkout.cards).map(([method, { name, hint }]) => (
        <Card
          key={method}
          id={method}
          name={name}
          hint={hint}
          checked={'paymentMethod' in card && card.paymentMethod === method}
          onChoose={() => onChange({ paymentMethod: method, saveCard })}
        />
      ))}
      {'paymentMethod' in card && !onlyNew && (
        <label className={styles.card}>
          <input
            type="checkbox"
            name="saveCard"
            aria-label={checkout.keepCard}
            aria-describedby="keep-card"
            checked={saveCard}
            onChange={({ target }) => onChange({ ...card, saveCard: target.checked })}
          />
          <span>
            <span className={styles.cardName}>{checkout.keepCard}</span>
            <span className={styles.hint} id="keep-card">
              {checkout.keepCardHint}
            </span>
          </span>
        </label>
      )}
    </fieldset>
  )
}
