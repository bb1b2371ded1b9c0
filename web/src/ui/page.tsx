// The frame of a page: its title (in the tab too), sections, and what stands there while nothing is.
import { type ReactNode, useId } from 'react'
import { useStrings } from '../strings/context.tsx'
import { classes } from './classes.ts'
import styles from './page.module.css'

type PageProps = Readonly<{ title: string; hideTitle?: boolean; narrow?: boolean; children: ReactNode }>

export const Page = ({ title, hideTitle = false, narrow = false, children }: PageProps) => {
  const { shell } = useStrings()
  return (
    <div className={classes(styles.page, narrow && styles.narrow)}>
      <title>{`${title} · ${shell.brand}`}</title>
      <h1 className={hideTitle ? 'hidden' : styles.title}>{title}</h1>
      {children}
    </div>
  )
}

type SectionProps = Readonly<{ title: string; children: ReactNode; id?: string }>

export const Section = ({ title, children, id }: SectionProps) => {
  const own = useId()
  return (
    <section className={styles.section} aria-labelledby={own} id={id}>
      <h2 id={own}>{title}</h2>
      {children}
    </section>
  )
}

export const Empty = ({ children }: Readonly<{ children: ReactNode }>) => <p className={styles.empty}>{children}</p>

export const Loading = () => {
  const { shell } = useStrings()
  return (
    <p className={styles.loading} role="status">
      {shell.pageLoading}
    </p>
  )
}
