// For specs: a house in which people subscribe, at a sandbox whose days are short.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { currentLicence } from '../../domain/commerce/rules.ts'
import { idOf, type Timeless } from '../../runtime/index.ts'
import type { CommerceCommand, CommerceEvent } from '../../schemas/generated/types/commerce.ts'
import type { House } from './spec-house.ts'

export type Subscribed = Readonly<{ viewerId: string; subscriptionId: string; planId: string; filmId: string }>
type EventOf<Type> = Extract<CommerceEvent, { type: Type }>

export type Wish = Readonly<{ trialDays?: number; grace?: number; viewerId?: string; paymentMethod?: string }>

export const subscribing = (house: House) => {
  const ask = async (viewerId: string, command: Timeless<CommerceCommand>) => {
    const sender = { key: viewerId, commandId: idOf('spec', randomUUID()), bodyHash: 'spec', actor: viewerId }
    return house.commands.submit('commerce', command as never, sender)
  }
  const of = (subscriptionId: string) =>
    house.events().filter((event) => 'subscriptionId' in event && event.subscriptionId === subscriptionId)
  const types = (subscriptionId: string) => of(subscriptionId).map(({ type }) => type)

  return {
    ask,
    types,
    of,
    subscribe: async (wish: Wish = {}): Promise<Subscribed> => {
      const { trialDays = 0, grace = 60_000, viewerId = randomUUID(), paymentMethod = 'pm_success' } = wish
      const [subscriptionId, planId] = [randomUUID(), randomUUID()]
      const terms = {
        planId,
        planVersion: 1,
        amount: 799n,
        currency: 'EUR',
        period: 'MONTH',
        trialDays,
        grace,
      } as const
      const tax = { taxRate: 1_900, taxCountry: 'DE' }
      const pays = { provider: 'sandbox', paymentMethod, licenceVersion: currentLicence, ...tax }
      const validUntil = Date.now() + 60_000
      const outcome = await ask(viewerId, {
        type: 'Subscribe',
        viewerId,
        subscriptionId,
        ...terms,
        ...pays,
        validUntil,
      })
      assert.equal(outcome.status, 'accepted')
      return { viewerId, subscriptionId, planId, filmId: randomUUID() }
    },
    /** A film of the plan; what became of it. */
    play: ({ viewerId, filmId, planId }: Subscribed) => house.play({ viewerId, filmId, orderId: '' }, [planId]),
    cancel: ({ viewerId, subscriptionId }: Subscribed) =>
      ask(viewerId, { type: 'CancelSubscription', viewerId, subscriptionId }),
    resume: ({ viewerId, subscriptionId }: Subscribed) =>
      ask(viewerId, { type: 'ResumeSubscription', viewerId, subscriptionId }),
    /** The n-th event of the type, from 1. */
    told: <Type extends CommerceEvent['type']>(type: Type, { subscriptionId }: Subscribed, n = 1) =>
      house.waitFor(
        () => `${n} ${type} among ${types(subscriptionId).join(', ')}`,
        () => of(subscriptionId).filter((event): event is EventOf<Type> => event.type === type)[n - 1],
      ),
    atProvider: ({ subscriptionId }: Subscribed) => house.ask<AtProvider>(`subscriptions/${subscriptionId}`),
    card: ({ subscriptionId }: Subscribed, paymentMethod: string) =>
      house.ask<AtProvider>(`subscriptions/${subscriptionId}/card`, { paymentMethod }),
  }
}

export type AtProvider = Readonly<{
  status: string
  cancelAtPeriodEnd: boolean
  invoices: readonly Readonly<{
    id: string
    status: string
    planId: string
    amount: number
    paymentId: string | null
    periodStart: number
    periodEnd: number
  }>[]
}>
