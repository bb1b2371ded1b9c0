// Steps of something that takes a while.
import { classes } from '../ui/classes.ts'
import { Icon } from '../ui/icon.tsx'
import styles from './checkout.module.css'

export type StepState = 'open' | 'now' | 'done' | 'failed'
export type Step = Readonly<{ name: string; state: StepState }>

export const Steps = ({ steps }: Readonly<{ steps: readonly Step[] }>) => (
  <ol className={styles.steps}>
    {steps.map(({ name, state }) => (
      <li
        key={name}
        className={classes(styles.step, styles[state])}
        aria-current={state === 'now' ? 'step' : undefined}
      >
        <span className={styles.dot} aria-hidden="true">
          {state === 'done' && <Icon name="check" />}
          {state === 'failed' && <Icon name="cross" />}
        </span>
        {name}
      </li>
    ))}
  </ol>
)
