// The mark and the name.
import { useStrings } from '../strings/context.tsx'
import styles from './header.module.css'

export const Brand = () => {
  const { shell } = useStrings()
  return (
    <>
      <svg aria-hidden="true" focusable="false" viewBox="0 0 32 32" width="2rem" height="2rem">
        <path
          d="M5 25V9l11 10L27 9v16"
          fill="none"
          stroke="var(--lamp)"
          strokeWidth="3.4"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
        <circle cx="16" cy="6.4" r="2.6" fill="var(--glow)" />
      </svg>
      <span className={styles.name}>{shell.brand}</span>
    </>
  )
}
