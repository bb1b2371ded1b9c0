// Sellers at the provider: their account, the page where they are onboarded, and what is paid to them.
import type { Logger } from '../../platform/logger.ts'
import type { Service } from '../../platform/service.ts'
import { type Codec, type Commands, type DeadLetters, isOutage, type Log, runWorker } from '../../runtime/index.ts'
import { ProviderRefused, ProviderUnavailable } from './provider.ts'
import type { SellerAccount, SellerAccounts } from './seller-accounts.ts'
import { sellersTeller, Untold } from './sellers-teller.ts'

export type PayoutsDeps = Readonly<{
  log: Log
  codec: Codec
  deadLetters?: DeadLetters | undefined
  /** opened for the context `sellers` */
  commands: Pick<Commands, 'submit'>
  provider: SellerAccounts
  logger: Logger
  backoff?: Readonly<{ first: number; most: number }>
}>

const statuses = { pending: 'PENDING', active: 'ACTIVE', restricted: 'RESTRICTED' } as const

/**
 * In the order of each seller's events, each effect until the log knows what came of it. What may have been done before is
 * looked for at the provider first. A provider that is away is waited for; what it refuses is told, or laid aside.
 */
export const payoutsWorker = ({ commands, provider, ...deps }: PayoutsDeps): Promise<Service> => {
  const tell = sellersTeller('payouts', commands)
  const isOurs = (name: string): boolean => {
    if (name !== provider.name)
      deps.logger.error({ provider: name }, 'a seller is at a provider that is not configured')
    return name === provider.name
  }
  const statusOf = (sellerId: string, { accountId, status, reason }: SellerAccount) =>
    ({ type: 'RecordAccountStatus', sellerId, accountId, status: statuses[status], reason }) as const

  return runWorker({
    name: 'payouts',
    ...deps,
    isOutage: (error) => isOutage(error) || error instanceof ProviderUnavailable || error instanceof Untold,
    on: {
      SellerApplied: async ({ sellerId, country }, meta) => {
        const { accountId } = await provider.open({ sellerId, country })
        await tell({ type: 'RecordSellerAccount', sellerId, provider: provider.name, accountId }, meta)
      },
      OnboardingAsked: async ({ sellerId, askId, provider: name, accountId, returnUrl }, meta) => {
        if (!isOurs(name)) return
        const { url, expiresAt } = await provider.link(accountId, returnUrl)
        await tell({ type: 'OfferOnboarding', sellerId, askId, url, expiresAt }, meta)
      },
      AccountUpdateNoticed: async ({ sellerId, provider: name, accountId }, meta) => {
        if (!isOurs(name)) return
        await tell(statusOf(sellerId, await provider.retrieve(accountId)), meta)
      },
      PayoutRequested: async (payout, meta) => {
        const { sellerId, payoutId, provider: name, accountId, amount, currency } = payout
        if (!isOurs(name)) return
        try {
          const [before] = await provider.transfers(payoutId)
          const { transferId } = before ?? (await provider.transfer({ payoutId, accountId, amount, currency }))
          await tell({ type: 'RecordPayout', sellerId, payoutId, transferId }, meta)
        } catch (error) {
          if (!(error instanceof ProviderRefused)) throw error
          deps.logger.error({ payoutId, reason: error.reason }, 'the provider does not pay a seller')
          await tell({ type: 'RecordPayoutFailed', sellerId, payoutId, reason: error.reason }, meta)
        }
      },
    },
  })
}
