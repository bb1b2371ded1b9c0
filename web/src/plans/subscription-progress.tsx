// What becomes of the first payment, in words that are read out as they come.

import styles from '../film/checkout.module.css'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { BankLink } from './bank-link.tsx'
import { useSubscription } from './use-subscription.ts'

type Props = Readonly<{ subscriptionId: string; onAgain: () => void; onClose: () => void }>

export const SubscriptionProgress = ({ subscriptionId, onAgain, onClose }: Props) => {
  const { plans: words, checkout } = useStrings()
  const { data } = useSubscription(true)
  const one = data?.subscriptionId === subscriptionId ? data : undefined
  const plays = one?.status === 'active' || one?.status === 'trialing'
  return (
    <div className={styles.form}>
      <div aria-live="polite" className={styles.form}>
        {(!one || one.status === 'pending') && <p>{words.waiting}</p>}
        {one?.status === 'action-required' && <Notice>{checkout.action}</Notice>}
        {plays && <Notice tone="good">{words.started}</Notice>}
        {one?.status === 'ended' && (
          <Notice tone="bad">
            {(one.reason && checkout.reasons[one.reason]) ?? ''} {words.notStarted}
          </Notice>
        )}
      </div>
      <BankLink subscription={one} />
      {one?.status === 'ended' && (
        <Button look="primary" wide onClick={onAgain}>
          {checkout.again}
        </Button>
      )}
      <Button look="quiet" wide onClick={onClose}>
        {checkout.close}
      </Button>
    </div>
  )
}
