// One plan: what it costs, and the button that fits who looks at it.
import { useState } from 'react'
import { changePlan, type Plan, type Subscription } from '../api/plans.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { hasRole, usePerson } from '../data/use-person.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import styles from './plans.module.css'
import { Subscribe } from './subscribe.tsx'

type Props = Readonly<{
  plan: Plan
  /** the live one */
  mine: Subscription | undefined
}>

const Change = ({ plan, mine }: Readonly<{ plan: Plan; mine: Subscription }>) => {
  const { plans: words } = useStrings()
  const announce = useAnnounce()
  const changing = useCommand(async (key) => {
    await changePlan(key, mine.subscriptionId, plan)
    invalidate('subscription')
    announce(words.changedNow(plan.name))
  })
  return (
    <>
      <Button busy={changing.busy} onClick={() => void changing.run()}>
        {words.changeTo(plan.name)}
      </Button>
      <ProblemNotice error={changing.error} />
    </>
  )
}

export const PlanCard = ({ plan, mine }: Props) => {
  const { plans: words } = useStrings()
  const formats = useFormats()
  const person = usePerson()
  const [open, setOpen] = useState(false)
  const { name, period, trialDays, prices } = plan
  const isMine = mine?.planId === plan.planId && !mine.next
  const isNext = mine?.next?.planId === plan.planId
  const mayChange = mine && !isMine && !isNext && !mine.cancelled && mine.period === period
  return (
    <section className={styles.card} aria-label={name}>
      <h2>{name}</h2>
      {prices.map(({ amount, currency }) => (
        <p key={currency} className={styles.price}>
          {words.per[period](formats.money(amount, currency))}
        </p>
      ))}
      <p className={styles.quiet}>
        {words.taxIncluded} {trialDays > 0 && words.trial(formats.days(trialDays))}
      </p>
      {person === undefined && (
        <LinkButton to="/log-in?next=%2Fplans" wide>
          {words.logIn}
        </LinkButton>
      )}
      {person !== undefined && !hasRole(person, 'viewer') && <p className={styles.quiet}>{words.viewersOnly}</p>}
      {hasRole(person, 'viewer') && !mine && (
        <Button look="primary" wide aria-label={words.subscribeTo(name)} onClick={() => setOpen(true)}>
          {words.subscribe}
        </Button>
      )}
      {isMine && <p>{words.yours}</p>}
      {mayChange && <Change plan={plan} mine={mine} />}
      {open && <Subscribe plan={plan} onClose={() => setOpen(false)} />}
    </section>
  )
}
