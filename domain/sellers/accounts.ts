// A seller's account at the payment provider: opened once, and as it stands there.
import type {
  AskOnboarding,
  NoteAccountUpdate,
  OfferOnboarding,
  RecordAccountStatus,
  RecordSellerAccount,
  SellersEvent,
} from '../../schemas/generated/types/sellers.ts'
import { type Decision, type Refusal, refuse } from '../decision.ts'
import type { Seller } from './seller.ts'

type Decided = Decision<SellersEvent>

/** One per seller, for ever: what is paid goes nowhere else. */
export const recordAccount = ({ type: _, now, ...opened }: RecordSellerAccount, { account }: Seller): Decided => {
  if (!account) return [{ type: 'SellerAccountOpened', at: now, ...opened }]
  return account.accountId === opened.accountId ? [] : otherAccount
}

export const askOnboarding = ({ type: _, now, ...asked }: AskOnboarding, { account }: Seller): Decided => {
  if (!account) return noAccount
  const { provider, accountId } = account
  return [{ type: 'OnboardingAsked', at: now, ...asked, provider, accountId }]
}

export const offerOnboarding = ({ type: _, now, ...offer }: OfferOnboarding): Decided => [
  { type: 'OnboardingOffered', at: now, ...offer },
]

/** Says only that the provider is to be asked: its object decides. */
export const noteAccountUpdate = (
  { now, sellerId, accountId, causeId }: NoteAccountUpdate,
  seller: Seller,
): Decided => {
  const { account } = seller
  if (!account) return noAccount
  if (account.accountId !== accountId) return otherAccount
  return [{ type: 'AccountUpdateNoticed', at: now, sellerId, provider: account.provider, accountId, causeId }]
}

export const recordAccountStatus = ({ type: _, now, ...told }: RecordAccountStatus, { account }: Seller): Decided => {
  if (account?.accountId !== told.accountId) return otherAccount
  if (account.status === told.status && account.reason === told.reason) return []
  return [{ type: 'AccountStatusChanged', at: now, ...told }]
}

const noAccount: Refusal = refuse('not-onboarded', 'There is no account at the payment provider yet; apply first.')
const otherAccount: Refusal = refuse('payment-mismatch', 'This is not the account of the seller.')
