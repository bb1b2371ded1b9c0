// How far something is, for eyes and ears.
import { useId } from 'react'
import styles from './meter.module.css'

type Props = Readonly<{ label: string; percent: number; detail?: string }>

export const Meter = ({ label, percent, detail }: Props) => {
  const id = useId()
  const whole = Math.round(Math.min(100, Math.max(0, percent)))
  return (
    <div className={styles.meter}>
      <p className={styles.text} id={id}>
        {label}
      </p>
      <div
        className={styles.track}
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={whole}
      >
        <div className={styles.bar} style={{ width: `${whole}%` }} />
      </div>
      {detail && <p className={styles.text}>{detail}</p>}
    </div>
  )
}
