// The seller's account: who is paid, what is theirs, and every sale.
import { profile } from '../api/seller-account.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Loading, Page, Section } from '../ui/page.tsx'
import { Balances } from './balances.tsx'
import { Sales } from './sales.tsx'
import { SellerDetails } from './seller-details.tsx'

export const AccountPage = () => {
  const { account } = useStrings()
  const { data, error, again } = useResource('seller profile', profile)
  return (
    <Page title={account.title}>
      <Section title={account.balance}>
        <Balances />
      </Section>
      <Section title={account.sales}>
        <Sales />
      </Section>
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
