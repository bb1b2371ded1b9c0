// A table that may be scrolled sideways on a phone, by keyboard too.
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './table.module.css'

/** `text`: may be long, and wraps. */
export type Column = Readonly<{ name: string; number?: boolean; text?: boolean }>
export type Row = Readonly<{ key: string; cells: readonly ReactNode[] }>

type Props = Readonly<{ caption: string; columns: readonly Column[]; rows: readonly Row[] }>

/** The first cell of a row names it. */
export const Table = ({ caption, columns, rows }: Props) => {
  const align = (at: number) => classes(columns[at]?.number && styles.number, columns[at]?.text && styles.text)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.scroll} aria-label={caption} tabIndex={0}>
      <table className={styles.table}>
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name }, at) => (
              <th key={name} scope="col" className={align(at)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, at) =>
                at === 0 ? (
                  <th key={columns[at]?.name} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={columns[at]?.name} className={align(at)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
