// Subscribing: from the wish to the end, as the viewer asks and as the provider's object tells.
import type {
  AttachSubscription,
  CancelSubscription,
  ChangePlan,
  CommerceEvent,
  EndSubscription,
  NoteSubscriptionUpdate,
  RecordTrial,
  RequireSubscriptionAction,
  ResumeSubscription,
  Subscribe,
} from '../../schemas/generated/types/commerce.ts'
import { type Decision, type Refusal, refuse } from '../decision.ts'
import type { Library } from './library.ts'
import { closedOf } from './playbacks.ts'
import { currentLicence } from './rules.ts'
import { isOver, type PlanTerms, type Subscription, sameTerms } from './subscription.ts'

type Decided = Decision<CommerceEvent>

/** One live subscription per viewer, one trial in their life. */
export const subscribe = (command: Subscribe, { subscriptions }: Library): Decided => {
  const { now, validUntil, type: _, ...asked } = command
  const known = subscriptions.find((one) => one.subscriptionId === asked.subscriptionId)
  if (known)
    return known.planId === asked.planId && known.amount === String(asked.amount)
      ? []
      : refuse('conflict', 'This id stands for another subscription.')
  if (asked.licenceVersion !== currentLicence)
    return refuse('terms-changed', `The licence text that holds now is that of ${currentLicence}.`)
  if (now >= validUntil) return priceChanged
  if (subscriptions.some((one) => !isOver(one, now)))
    return refuse('already-subscribed', 'You have a subscription; change its plan, or let it end first.')
  const hadTrial = subscriptions.some(({ paidUntil, trialDays }) => trialDays > 0 && paidUntil !== null)
  return [{ type: 'SubscriptionRequested', at: now, ...asked, trialDays: hadTrial ? 0 : asked.trialDays }]
}

/** One at the provider per subscription, for ever: a second one would be charged too. */
export const attachSubscription = (command: AttachSubscription, library: Library): Decided => {
  const { now, viewerId, subscriptionId, providerSubscriptionId } = command
  const one = subscriptionOf(library, subscriptionId)
  if (!one) return unknownSubscription
  if (one.providerSubscriptionId === providerSubscriptionId) return []
  if (one.providerSubscriptionId !== null)
    return refuse('payment-mismatch', 'The subscription is another one at the provider.')
  return [{ type: 'SubscriptionAttached', at: now, viewerId, subscriptionId, providerSubscriptionId }]
}

/** Only the first payment is made while the payer looks on. */
export const requireSubscriptionAction = (command: RequireSubscriptionAction, library: Library): Decided => {
  const { now, viewerId, subscriptionId, actionUrl } = command
  const one = subscriptionOf(library, subscriptionId)
  if (!one) return unknownSubscription
  if (one.status !== 'pending' || one.actionUrl === actionUrl) return []
  return [{ type: 'SubscriptionActionRequired', at: now, viewerId, subscriptionId, actionUrl }]
}

export const recordTrial = ({ now, viewerId, subscriptionId, until }: RecordTrial, library: Library): Decided => {
  const one = subscriptionOf(library, subscriptionId)
  if (!one) return unknownSubscription
  if (one.status !== 'pending' || one.cancelled) return []
  if (one.trialDays === 0) return refuse('payment-mismatch', 'No trial was agreed on.')
  return [{ type: 'SubscriptionTrialStarted', at: now, viewerId, subscriptionId, planId: one.planId, until }]
}

/** From now on no period is wanted that was not paid; what is paid for a later one goes back. */
export const cancelSubscription = (
  { now, viewerId, subscriptionId }: CancelSubscription,
  library: Library,
): Decided => {
  const one = subscriptionOf(library, subscriptionId)
  if (!one) return unknownSubscription
  if (one.cancelled) return []
  if (isOver(one, now)) return over
  const endsAt = Math.max(one.paidUntil ?? now, now)
  return [
    { type: 'SubscriptionCancelled', at: now, viewerId, subscriptionId, planId: one.planId, endsAt },
    ...(endsAt === now ? closedOf(subscriptionId, library, { now, viewerId }, 'OPERATOR') : []),
  ]
}

export const resumeSubscription = (
  { now, viewerId, subscriptionId }: ResumeSubscription,
  library: Library,
): Decided => {
  const one = subscriptionOf(library, subscriptionId)
  if (!one) return unknownSubscription
  if (isOver(one, now)) return over
  if (!one.cancelled) return []
  return [{ type: 'SubscriptionResumed', at: now, viewerId, subscriptionId, planId: one.planId }]
}

/** Between plans of one period and currency, so that nothing is charged before the period ends. */
export const changePlan = (command: ChangePlan, library: Library): Decided => {
  const { now, viewerId, subscriptionId, planId, planVersion, amount, currency, period, validUntil } = command
  const one = subscriptionOf(library, subscriptionId)
  if (!one) return unknownSubscription
  if (isOver(one, now)) return over
  if (one.status === 'pending') return refuse('payment-pending', 'The first payment has not arrived yet.')
  if (one.cancelled) return refuse('subscription-cancelled', 'It ends with this period; resume it first.')
  if (now >= validUntil) return priceChanged
  if (one.period !== period || one.currency !== currency)
    return refuse('plan-differs', 'Another period or currency is another subscription: let this one end first.')
  const wanted: PlanTerms = { planId, planVersion, amount: String(amount), currency }
  if (sameTerms(wanted, one.next ?? one)) return []
  return [{ type: 'PlanChangeAsked', at: now, viewerId, subscriptionId, planId, planVersion, amount, currency }]
}

/** Says only that the provider is to be asked. */
export const noteSubscriptionUpdate = (command: NoteSubscriptionUpdate, library: Library): Decided => {
  const { now, viewerId, subscriptionId, providerEventId } = command
  if (!subscriptionOf(library, subscriptionId)) return unknownSubscription
  return [{ type: 'SubscriptionUpdateNoticed', at: now, viewerId, subscriptionId, providerEventId }]
}

/** Told once the provider has ended it, so that nothing is taken any more. What is paid plays until its end. */
export const endSubscription = (
  { now, viewerId, subscriptionId, reason }: EndSubscription,
  library: Library,
): Decided => {
  const one = subscriptionOf(library, subscriptionId)
  if (!one) return unknownSubscription
  if (one.status === 'ended') return []
  return [
    { type: 'SubscriptionEnded', at: now, viewerId, subscriptionId, planId: one.planId, reason },
    ...(now < (one.paidUntil ?? 0) ? [] : closedOf(subscriptionId, library, { now, viewerId }, 'OPERATOR')),
  ]
}

export const subscriptionOf = ({ subscriptions }: Library, subscriptionId: string): Subscription | undefined =>
  subscriptions.find((one) => one.subscriptionId === subscriptionId)

export const unknownSubscription: Refusal = refuse('not-found', 'There is no such subscription.')
const over: Refusal = refuse('subscription-over', 'This subscription is over.')
const priceChanged: Refusal = refuse('price-changed', 'The plan as it was shown no longer holds; read it again.')
