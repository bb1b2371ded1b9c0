// The viewer's invoices and credit notes.
import { Link } from 'react-router'
import { invoices } from '../api/invoices.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

export const Invoices = () => {
  const { invoice: words, shell } = useStrings()
  const formats = useFormats()
  const { items, error, again, more } = usePages('invoices', invoices)
  if (!items) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!items.length) return <Empty>{words.none}</Empty>
  return (
    <>
      <Table
        caption={words.title}
        columns={[
          { name: words.number },
          { name: words.what },
          { name: words.film },
          { name: words.date },
          { name: words.amount, number: true },
        ]}
        rows={items.map((one) => ({
          key: one.invoiceNumber,
          cells: [
            <Link key="number" to={`/invoices/${one.invoiceNumber}`}>
              {one.invoiceNumber}
            </Link>,
            words.kinds[one.kind],
            one.title,
            formats.dateTime(one.issuedAt),
            formats.money(one.kind === 'invoice' ? one.amount : -one.amount, one.currency),
          ],
        }))}
      />
      {more && <Button onClick={more}>{shell.more}</Button>}
    </>
  )
}
