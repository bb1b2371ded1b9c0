// A clock that runs down by the server's time.
import { useNow } from '../data/use-now.ts'
import { useFormats } from '../strings/context.tsx'
import { countdown } from '../strings/formats.ts'
import { classes } from './classes.ts'
import styles from './countdown.module.css'

const urgent = 3_600_000

type Props = Readonly<{ label: string; until: string }>

/** Seen to the second; told to a screen reader in whole units, and never by itself. */
export const Countdown = ({ label, until }: Props) => {
  const formats = useFormats()
  const left = Date.parse(until) - useNow()
  const { days, clock } = countdown(left)
  const text = days ? `${formats.left(left)} ${clock}` : clock
  return (
    <span className={styles.countdown} role="timer" aria-label={`${label}: ${formats.left(left)}`}>
      <span className={styles.label} aria-hidden="true">
        {label}
      </span>
      <time className={classes(styles.clock, left < urgent && styles.urgent)} dateTime={until} aria-hidden="true">
        {text}
      </time>
    </span>
  )
}
