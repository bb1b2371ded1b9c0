// A message in the page: information, success, or a refusal in words.
import type { ReactNode } from 'react'
import { useStrings } from '../strings/context.tsx'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './notice.module.css'
import { wordsFor } from './problem-words.ts'

type NoticeProps = Readonly<{ tone?: 'plain' | 'good' | 'bad'; children: ReactNode }>

/** Read out when it appears; a bad one at once. */
export const Notice = ({ tone = 'plain', children }: NoticeProps) => (
  <div className={classes(styles.notice, styles[tone])} role={tone === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
)

type ProblemProps = Readonly<{ error: unknown; again?: (() => void) | undefined }>

/** Shows nothing when there is no error. */
export const ProblemNotice = ({ error, again }: ProblemProps) => {
  const strings = useStrings()
  if (!error) return null
  return (
    <Notice tone="bad">
      <Icon name="warning" />
      <p>{wordsFor(error, strings)}</p>
      {again && (
        <Button onClick={again} look="plain">
          {strings.shell.retry}
        </Button>
      )}
    </Notice>
  )
}
