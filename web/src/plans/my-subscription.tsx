// The viewer's subscription: what it costs, until when it plays, and the ways to end it or to keep it.
import { cancelSubscription, resumeSubscription, type Subscription } from '../api/plans.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { BankLink } from './bank-link.tsx'
import styles from './plans.module.css'
import { useSubscription } from './use-subscription.ts'

const Decide = ({ subscriptionId, cancelled }: Pick<Subscription, 'subscriptionId' | 'cancelled'>) => {
  const { plans: words } = useStrings()
  const announce = useAnnounce()
  const deciding = useCommand(async (key, resumes: boolean) => {
    await (resumes ? resumeSubscription : cancelSubscription)(key, subscriptionId)
    invalidate('subscription')
    announce(resumes ? words.resumedNow : words.cancelledNow)
  })
  return (
    <div className={styles.do}>
      <Button look={cancelled ? 'primary' : 'danger'} busy={deciding.busy} onClick={() => void deciding.run(cancelled)}>
        {cancelled ? words.resume : words.cancel}
      </Button>
      <ProblemNotice error={deciding.error} />
    </div>
  )
}

/** When it is paid again, or until when it plays. */
const untilOf = ({ status, cancelled, paidUntil, playsUntil }: Subscription) => {
  if (paidUntil === null) return undefined
  if (cancelled || status === 'past-due' || status === 'ended')
    return playsUntil === null ? undefined : (['playsUntil', playsUntil] as const)
  return [status === 'trialing' ? 'firstPayment' : 'renews', paidUntil] as const
}

export const MySubscription = () => {
  const { plans: words, checkout } = useStrings()
  const formats = useFormats()
  const { data, error, again } = useSubscription()
  if (data === undefined) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (data === null || (data.status === 'ended' && data.playsUntil === null))
    return (
      <Empty>
        {words.noneOfMine} <LinkButton to="/plans">{words.toPlans}</LinkButton>
      </Empty>
    )
  const { status, period, currency, next, cancelled, reason } = data
  const price = (amount: number) => words.per[period](formats.money(amount, currency))
  const until = untilOf(data)
  const facts: readonly (readonly [string, string])[] = [
    [words.plan, data.planName],
    [words.price, price(data.amount)],
    [words.state, words.states[status]],
    ...(until ? [[words[until[0]], formats.dateTime(until[1])] as const] : []),
  ]
  return (
    <div className={styles.card}>
      <dl className={styles.facts}>
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {status === 'past-due' && reason && (
        <Notice tone="bad">{checkout.reasons[reason] ?? words.states[status]}</Notice>
      )}
      {next && <p>{words.next(next.planName, price(next.amount))}</p>}
      {cancelled && status !== 'ended' && <p>{words.cancelled}</p>}
      <BankLink subscription={data} />
      {status !== 'ended' && <Decide subscriptionId={data.subscriptionId} cancelled={cancelled} />}
    </div>
  )
}
