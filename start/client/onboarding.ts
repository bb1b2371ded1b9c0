// Becoming a seller who is paid: applies, finishes on the sandbox provider's page, and waits until films may be published.
import { currentTerms } from '../../domain/sellers/rules.ts'
import { type Api, ApiProblem, eventually } from './api.ts'

type Profile = Readonly<{ account: Readonly<{ status: string; reason: string | null }>; onboardingUrl: string | null }>

/** What a seller says of themselves. */
export const application = { legalName: 'Grete Müller', email: 'grete@example.org', country: 'DE' }
const limitMs = 60_000

const profileOf = async (seller: Api): Promise<Profile | null> =>
  (await seller.get<{ profile: Profile | null }>('/v1/seller/profile')).profile

const profileThat = (seller: Api, what: string, suits: (profile: Profile) => boolean): Promise<Profile> =>
  eventually(`the seller ${what}`, limitMs, async () => {
    const profile = await profileOf(seller)
    return profile && suits(profile) ? profile : undefined
  })

/** Once is enough: who is active already is only looked at. Real providers want a person at their page; that is told. */
export const onboarded = async <S extends Api>(seller: S): Promise<S> => {
  const before = await profileOf(seller)
  if (before?.account.status === 'active') return seller
  if (!before)
    await seller.post('/v1/seller/application', { ...application, termsVersion: currentTerms }).catch((error) => {
      if (!(error instanceof ApiProblem && error.type === 'conflict')) throw error
    })
  await profileThat(seller, 'has an account', ({ account }) => account.status !== 'none')
  await seller.post('/v1/seller/onboarding')
  const { onboardingUrl } = await profileThat(seller, 'may go to the provider', (one) => one.onboardingUrl !== null)
  const page = new URL(onboardingUrl ?? '')
  if (!page.pathname.startsWith('/sandbox/')) throw new Error(`a person must finish at the provider: ${page.href}`)
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams(), redirect: 'manual' })
  if (answer.status !== 303) throw new Error(`the provider's page answers ${answer.status}`)
  await seller.post('/v1/seller/onboarding/return')
  await profileThat(seller, 'is active', ({ account }) => account.status === 'active')
  return seller
}
