// The sandbox provider's cards: what each does is its name.
import { useStrings } from '../strings/context.tsx'
import styles from './checkout.module.css'

type Props = Readonly<{ card: string; onChange: (card: string) => void; disabled: boolean }>

export const CardChoice = ({ card, onChange, disabled }: Props) => {
  const { checkout } = useStrings()
  return (
    <fieldset className={styles.cards} disabled={disabled}>
      <legend>{checkout.card}</legend>
      <p className={styles.hint}>{checkout.sandbox}</p>
      {Object.entries(checkout.cards).map(([method, { name, hint }]) => (
        <label key={method} className={styles.card}>
          <input
            type="radio"
            name="card"
            value={method}
            aria-label={name}
            aria-describedby={`card-${method}`}
            checked={card === method}
            onChange={() => onChange(method)}
          />
          <span>
            <span className={styles.cardName}>{name}</span>
            <span className={styles.hint} id={`card-${method}`}>
              {hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
