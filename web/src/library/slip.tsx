// What can be printed: the house's name, lines of name and value, the sum, and what stands below it.
import type { ReactNode } from 'react'
import { useStrings } from '../strings/context.tsx'
import styles from './library.module.css'

export type Line = readonly [name: string, value: string]

type Props = Readonly<{ lines: readonly Line[]; sum: Line; below?: Line | undefined; children?: ReactNode }>

const Pair = ({ line: [name, value], sum = false }: Readonly<{ line: Line; sum?: boolean }>) => (
  <div className={sum ? styles.sum : undefined}>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)

export const Slip = ({ lines, sum, below, children }: Props) => {
  const { shell } = useStrings()
  return (
    <div className={styles.receipt}>
      <p className={styles.brand}>{shell.brand}</p>
      <dl>
        {lines.map((line) => (
          <Pair key={line[0]} line={line} />
        ))}
        <Pair line={sum} sum />
        {below && <Pair line={below} />}
      </dl>
      {children}
    </div>
  )
}
