// Subscribing: choose a price and a card, then see the first payment through.
import { type FormEvent, useState } from 'react'
import type { PaysWith } from '../api/commerce.ts'
import { type Plan, subscribe } from '../api/plans.ts'
import { ApiError } from '../api/problem.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { CardChoice } from '../film/card-choice.tsx'
import styles from '../film/checkout.module.css'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ChoiceField } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { SubscriptionProgress } from './subscription-progress.tsx'

type Props = Readonly<{ plan: Plan; onClose: () => void }>

// What was refused because this page is behind.
const pageIsBehind = new Set(['price-changed', 'plan-unavailable', 'already-subscribed', 'not-found'])

export const Subscribe = ({ plan, onClose }: Props) => {
  const { plans: words, checkout } = useStrings()
  const formats = useFormats()
  const [card, setCard] = useState<PaysWith>({ paymentMethod: 'pm_success', saveCard: false })
  const [currency, setCurrency] = useState(plan.prices[0]?.currency ?? '')
  const price = plan.prices.find((one) => one.currency === currency)
  const wishing = useCommand(async (key, planVersion: number, chosen: string, paymentMethod: string) => {
    try {
      return await subscribe(key, { planId: plan.planId, planVersion, currency: chosen, paymentMethod })
    } catch (error) {
      if (error instanceof ApiError && pageIsBehind.has(error.type)) invalidate('plans', 'subscription')
      throw error
    }
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!wishing.busy && 'paymentMethod' in card) void wishing.run(plan.version, currency, card.paymentMethod)
  }
  const perPeriod = price ? words.per[plan.period](formats.money(price.amount, price.currency)) : ''
  return (
    <Dialog title={words.subscribeTo(plan.name)} onClose={onClose}>
      {wishing.done ? (
        <SubscriptionProgress subscriptionId={wishing.done.subscriptionId} onAgain={wishing.clear} onClose={onClose} />
      ) : (
        <form className={styles.form} onSubmit={submit}>
          <p>{words.terms}</p>
          {plan.prices.length > 1 && (
            <ChoiceField label={words.price} value={currency} onChange={(event) => setCurrency(event.target.value)}>
              {plan.prices.map((one) => (
                <option key={one.currency} value={one.currency}>
                  {formats.money(one.amount, one.currency)}
                </option>
              ))}
            </ChoiceField>
          )}
          <CardChoice card={card} onChange={setCard} disabled={wishing.busy} onlyNew />
          <p className={styles.licence}>{checkout.licence}</p>
          <ProblemNotice error={wishing.error} />
          <Button type="submit" look="primary" wide busy={wishing.busy}>
            {words.pay(perPeriod)}
          </Button>
          <Button look="quiet" wide onClick={onClose}>
            {checkout.cancel}
          </Button>
        </form>
      )}
    </Dialog>
  )
}
