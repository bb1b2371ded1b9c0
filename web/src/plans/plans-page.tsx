// What there is to subscribe to, and what one has.
import { plans as readPlans } from '../api/plans.ts'
import { usePages } from '../data/use-pages.ts'
import { hasRole, usePerson } from '../data/use-person.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading, Page, Section } from '../ui/page.tsx'
import { MySubscription } from './my-subscription.tsx'
import { PlanCard } from './plan-card.tsx'
import styles from './plans.module.css'
import { useSubscription } from './use-subscription.ts'

export const PlansPage = () => {
  const { plans: words, shell } = useStrings()
  const viewer = hasRole(usePerson(), 'viewer')
  const { items, error, again, more } = usePages('plans', readPlans)
  const mine = useSubscription()
  const live = mine.data && mine.data.status !== 'ended' ? mine.data : undefined
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      {!items && (error ? <ProblemNotice error={error} again={again} /> : <Loading />)}
      {items?.length === 0 && <Empty>{words.none}</Empty>}
      {items && items.length > 0 && (
        <ul className={styles.list}>
          {items.map((plan) => (
            <li key={plan.planId}>
              <PlanCard plan={plan} mine={live} />
            </li>
          ))}
        </ul>
      )}
      {more && <Button onClick={more}>{shell.more}</Button>}
      {viewer && (
        <Section title={words.mine}>
          <MySubscription />
        </Section>
      )}
    </Page>
  )
}
