// The way to the bank, where the payer confirms the first payment.
import type { Subscription } from '../api/plans.ts'
import styles from '../film/checkout.module.css'
import { useStrings } from '../strings/context.tsx'
import { Icon } from '../ui/icon.tsx'

export const BankLink = ({ subscription }: Readonly<{ subscription: Subscription | undefined }>) => {
  const { checkout } = useStrings()
  const url = subscription?.status === 'action-required' ? subscription.actionUrl : null
  if (!url || !/^https?:\/\//.test(url)) return null
  return (
    <a className={styles.bank} href={url} target="_blank" rel="noopener noreferrer">
      {checkout.actionLink} <Icon name="external" />
    </a>
  )
}
