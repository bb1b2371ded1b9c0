// One invoice or credit note, fit for printing.
import { Link, useParams } from 'react-router'
import { invoice } from '../api/invoices.ts'
import { useResource } from '../data/use-resource.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Loading, Page } from '../ui/page.tsx'
import styles from './library.module.css'
import { type Line, Slip } from './slip.tsx'

export const InvoicePage = () => {
  const { invoice: words, library } = useStrings()
  const formats = useFormats()
  const { invoiceNumber = '' } = useParams()
  const { data, error, again } = useResource(`invoice ${invoiceNumber}`, (signal) => invoice(invoiceNumber, signal))
  if (!data)
    return (
      <Page title={words.kinds.invoice} narrow>
        {error ? <ProblemNotice error={error} again={again} /> : <Loading />}
      </Page>
    )
  const { kind, title, amount, currency, tax, orderId, issuedAt, billedTo } = data
  const sign = kind === 'invoice' ? 1 : -1
  const money = (minor: number) => formats.money(sign * minor, currency)
  const lines: readonly Line[] = [
    [words.number, invoiceNumber],
    [words.date, formats.dateTime(issuedAt)],
    ...(billedTo ? ([[words.billedTo, `${billedTo.name}\n${billedTo.address}`]] as const) : []),
    ...(billedTo?.vatId ? ([[words.vatId, billedTo.vatId]] as const) : []),
    [words.film, title],
    [library.order, orderId],
    ...(tax
      ? ([
          [words.net, money(amount - tax.amount)],
          [words.tax(formats.percent(tax.percent / 100), tax.country), money(tax.amount)],
        ] as const)
      : []),
  ]
  return (
    <Page title={`${words.kinds[kind]} ${invoiceNumber}`} narrow>
      <Slip lines={lines} sum={[words.amount, money(amount)]} />
      <div className={styles.do}>
        <Button onClick={() => print()}>{library.print}</Button>
        <Link to="/library">{library.toLibrary}</Link>
      </div>
    </Page>
  )
}
