// What happens to an order, step by step, in words that are read out as they come.
import { useEffect, useRef } from 'react'
import type { Order } from '../api/commerce.ts'
import { useStrings } from '../strings/context.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import styles from './checkout.module.css'
import { type StepState, Steps } from './steps.tsx'
import { useOrder } from './use-order.ts'

type Props = Readonly<{ orderId: string; filmId: string; onAgain: () => void; onClose: () => void }>

const stepsOf = (status: Order['status'] | undefined): Readonly<Record<'ordered' | 'paid' | 'yours', StepState>> => {
  if (status === 'paid') return { ordered: 'done', paid: 'done', yours: 'done' }
  if (status === 'failed' || status === 'expired') return { ordered: 'done', paid: 'failed', yours: 'open' }
  return { ordered: 'done', paid: 'now', yours: 'open' }
}

const safeLink = (url: string): string | undefined => (/^https?:\/\//.test(url) ? url : undefined)

export const OrderProgress = ({ orderId, filmId, onAgain, onClose }: Props) => {
  const { checkout, film } = useStrings()
  const { order, error, slow } = useOrder(orderId)
  const status = order?.status
  const steps = stepsOf(status)
  const goOn = useRef<HTMLDivElement>(null)
  const over = status === 'paid' || status === 'failed' || status === 'expired'
  // The button that was pressed is gone; the keyboard goes on at what comes next.
  useEffect(() => {
    if (over) goOn.current?.querySelector<HTMLElement>('a, button')?.focus()
  }, [over])

  const link = status === 'action-required' && order?.actionUrl ? safeLink(order.actionUrl) : undefined
  return (
    <div className={styles.form}>
      <Steps
        steps={[
          { name: checkout.steps.ordered, state: steps.ordered },
          { name: checkout.steps.paid, state: steps.paid },
          { name: checkout.steps.yours, state: steps.yours },
        ]}
      />
      <div aria-live="polite" className={styles.form}>
        {(!status || status === 'placed') && <p>{slow ? checkout.waitingLong : checkout.waiting}</p>}
        {status === 'action-required' && (
          <Notice>
            <p>
              <strong>{checkout.action}</strong> {checkout.actionText}
            </p>
          </Notice>
        )}
        {status === 'paid' && <Notice tone="good">{checkout.paid}</Notice>}
        {status === 'failed' && (
          <Notice tone="bad">
            <p>
              {(order?.reason && checkout.reasons[order.reason]) ?? ''} {checkout.failed}
            </p>
          </Notice>
        )}
        {status === 'expired' && <Notice tone="bad">{checkout.expired}</Notice>}
        {!order && <ProblemNotice error={error} />}
      </div>
      <div ref={goOn} className={styles.form}>
        {link && (
          <a className={styles.bank} href={link} target="_blank" rel="noopener noreferrer">
            {checkout.actionLink} <Icon name="external" />
          </a>
        )}
        {status === 'paid' && (
          <LinkButton to={`/watch/${filmId}`} look="primary" wide>
            <Icon name="play" />
            {film.watch}
          </LinkButton>
        )}
        {(status === 'failed' || status === 'expired') && (
          <Button look="primary" wide onClick={onAgain}>
            {checkout.again}
          </Button>
        )}
        <Button look="quiet" wide onClick={onClose}>
          {checkout.close}
        </Button>
      </div>
    </div>
  )
}
