// One order as a receipt, fit for printing. An order that is not settled is followed here too.
import { Link, useParams } from 'react-router'
import { useOrder } from '../film/use-order.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Loading, Page } from '../ui/page.tsx'
import { GiveBack } from './give-back.tsx'
import styles from './library.module.css'
import { OrderState } from './order-state.tsx'
import { type Line, Slip } from './slip.tsx'

export const ReceiptPage = () => {
  const { library: words, checkout } = useStrings()
  const formats = useFormats()
  const { orderId = '' } = useParams()
  const { order, error, follow } = useOrder(orderId)
  if (!order)
    return (
      <Page title={words.receipt} narrow>
        {error ? <ProblemNotice error={error} /> : <Loading />}
      </Page>
    )
  const { tax } = order
  const money = (minor: number) => formats.money(minor, order.currency)
  const taxIn: Line | undefined =
    tax?.amount == null ? undefined : [words.taxIn(formats.percent(tax.percent / 100), tax.country), money(tax.amount)]
  const lines: readonly Line[] = [
    [words.film, order.title],
    [words.kind, words.kinds[order.kind]],
    [words.placed, formats.dateTime(order.placedAt)],
    ...(order.paidAt ? [[words.paid, formats.dateTime(order.paidAt)] as const] : []),
    ...(order.discount ? [[words.discount, money(-order.discount)] as const] : []),
    ...(order.refunded > 0 ? [[words.refunded, money(order.refunded)] as const] : []),
    [words.order, order.orderId],
  ]
  return (
    <Page title={words.receipt} narrow>
      <Slip lines={lines} sum={[words.amount, money(order.amount)]} below={taxIn}>
        <OrderState status={order.status} />
        {order.reason && <p>{checkout.reasons[order.reason] ?? order.reason}</p>}
      </Slip>
      <GiveBack order={order} onAsked={follow} />
      <div className={styles.do}>
        <Button onClick={() => print()}>{words.print}</Button>
        <Link to="/library">{words.toLibrary}</Link>
      </div>
    </Page>
  )
}
