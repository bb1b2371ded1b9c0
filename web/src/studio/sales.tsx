// Every sale: its price, the tax in it, and the seller's part.
import { type Sale, sales } from '../api/seller-account.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

const every = 10_000

export const Sales = () => {
  const { account, shell } = useStrings()
  const formats = useFormats()
  const { items, error, again, more } = usePages('seller sales', sales, every)
  if (!items) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!items.length) return <Empty>{account.noSales}</Empty>
  const earned = ({ earned, refundedEarned, currency }: Sale) => {
    if (earned === null) return account.noShare
    const money = formats.money(earned - refundedEarned, currency)
    return refundedEarned > 0 ? account.afterRefund(money) : money
  }
  return (
    <>
      <Table
        caption={account.sales}
        columns={[
          { name: account.film },
          { name: account.soldAt },
          { name: account.kind },
          { name: account.price, number: true },
          { name: account.tax, number: true },
          { name: account.earned, number: true },
        ]}
        rows={items.map((sale) => ({
          key: sale.orderId,
          cells: [
            sale.title,
            formats.dateTime(sale.soldAt),
            account.kinds[sale.kind],
            formats.money(sale.amount, sale.currency),
            formats.money(sale.tax, sale.currency),
            earned(sale),
          ],
        }))}
      />
      {more && <Button onClick={more}>{shell.more}</Button>}
    </>
  )
}
