// What is the seller's: available now, and held while it may still be given back.
import { askPayout, balances } from '../api/seller-account.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useResource } from '../data/use-resource.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import styles from './studio.module.css'

const every = 10_000

export const Balances = ({ payable }: Readonly<{ payable: boolean }>) => {
  const { account } = useStrings()
  const formats = useFormats()
  const { data, error, again } = useResource('seller balance', balances, every)
  const asking = useCommand(async (key, currency: string) => {
    await askPayout(key, currency)
    invalidate('seller balance', 'seller payouts')
  })
  if (!data) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!data.length) return <Empty>{account.nothingYet}</Empty>
  return (
    <div className={styles.form}>
      <dl className={styles.totals}>
        {data.flatMap(({ currency, available, held, onTheWay, nextAt }) => [
          <div key={`${currency} available`}>
            <dt>{account.available(currency)}</dt>
            <dd>{formats.money(available, currency)}</dd>
          </div>,
          <div key={`${currency} held`}>
            <dt>{nextAt ? account.heldUntil(currency, formats.day(nextAt)) : account.held(currency)}</dt>
            <dd>{formats.money(held, currency)}</dd>
          </div>,
          onTheWay > 0 && (
            <div key={`${currency} on the way`}>
              <dt>{account.onTheWay(currency)}</dt>
              <dd>{formats.money(onTheWay, currency)}</dd>
            </div>
          ),
        ])}
      </dl>
      <ProblemNotice error={asking.error} />
      {payable &&
        data
          .filter(({ available, onTheWay }) => available > 0 && onTheWay === 0)
          .map(({ currency, available }) => (
            <Button key={currency} busy={asking.busy} onClick={() => void asking.run(currency)}>
              {account.payOut(formats.money(available, currency))}
            </Button>
          ))}
    </div>
  )
}
