// What was paid to the seller, or is on its way.
import { payouts } from '../api/seller-account.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

const every = 10_000

export const Payouts = () => {
  const { account: words, shell } = useStrings()
  const formats = useFormats()
  const { items, error, again, more } = usePages('seller payouts', payouts, every)
  if (!items) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!items.length) return <Empty>{words.noPayouts}</Empty>
  return (
    <>
      <Table
        caption={words.payouts}
        columns={[{ name: words.askedAt }, { name: words.state }, { name: words.amount, number: true }]}
        rows={items.map(({ payoutId, amount, currency, status, requestedAt }) => ({
          key: payoutId,
          cells: [formats.dateTime(requestedAt), words.payoutStates[status], formats.money(amount, currency)],
        }))}
      />
      {more && <Button onClick={more}>{shell.more}</Button>}
    </>
  )
}
