// The seller's account: who is paid, what is theirs, and every sale.
import { profile } from '../api/seller-account.ts'
import { Coupons } from '../coupons/coupons.tsx'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Loading, Page, Section } from '../ui/page.tsx'
import { Balances } from './balances.tsx'
import { Payouts } from './payouts.tsx'
import { Provider } from './provider.tsx'
import { Sales } from './sales.tsx'
import { SellerDetails } from './seller-details.tsx'
import { Statements } from './statements.tsx'

const every = 5_000

export const AccountPage = () => {
  const { account, coupon } = useStrings()
  const { data, error, again } = useResource('seller profile', profile, every)
  const known = data && data !== 'none' ? data : undefined
  return (
    <Page title={account.title}>
      <Section title={account.balance}>
        <Balances payable={known?.account.status === 'active'} />
      </Section>
      <Section title={account.sales}>
        <Sales />
      </Section>
      <Section title={coupon.title}>
        <Coupons />
      </Section>
      {known && (
        <>
          <Section title={account.atProvider}>
            <Provider profile={known} />
          </Section>
          <Section title={account.payouts}>
            <Payouts />
          </Section>
          <Section title={account.statements}>
            <Statements />
          </Section>
        </>
      )}
      <Section title={data === 'none' ? account.apply : account.details}>
        {data ? (
          <SellerDetails key={data === 'none' ? 'new' : 'known'} profile={data} />
        ) : error ? (
          <ProblemNotice error={error} again={again} />
        ) : (
          <Loading />
        )}
      </Section>
    </Page>
  )
}
