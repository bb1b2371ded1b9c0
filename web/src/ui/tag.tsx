// A short state, told by its words first and by colour second.
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './tag.module.css'

export type Tone = 'plain' | 'good' | 'bad' | 'warm'

export const Tag = ({ tone = 'plain', children }: Readonly<{ tone?: Tone; children: ReactNode }>) => (
  <span className={classes(styles.tag, styles[tone])}>{children}</span>
)
