// What is the seller's: available now, and held while it may still be given back.
import { balances } from '../api/seller-account.ts'
import { useResource } from '../data/use-resource.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import styles from './studio.module.css'

const every = 10_000

export const Balances = () => {
  const { account } = useStrings()
  const formats = useFormats()
  const { data, error, again } = useResource('seller balance', balances, every)
  if (!data) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!data.length) return <Empty>{account.nothingYet}</Empty>
  return (
    <dl className={styles.totals}>
      {data.flatMap(({ currency, available, held, nextAt }) => [
        <div key={`${currency} available`}>
          <dt>{account.available(currency)}</dt>
          <dd>{formats.money(available, currency)}</dd>
        </div>,
        <div key={`${currency} held`}>
          <dt>{nextAt ? account.heldUntil(currency, formats.day(nextAt)) : account.held(currency)}</dt>
          <dd>{formats.money(held, currency)}</dd>
        </div>,
      ])}
    </dl>
  )
}
