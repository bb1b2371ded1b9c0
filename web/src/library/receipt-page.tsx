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

export const ReceiptPage = () => {
  const { library: words, shell, checkout } = useStrings()
  const formats = useFormats()
  const { orderId = '' } = useParams()
  const { order, error, follow } = useOrder(orderId)
  if (!order)
    return (
      <Page title={words.receipt} narrow>
        {error ? <ProblemNotice error={error} /> : <Loading />}
      </Page>
    )
  const lines: readonly (readonly [string, string])[] = [
    [words.film, order.title],
    [words.kind, words.kinds[order.kind]],
    [words.placed, formats.dateTime(order.placedAt)],
    ...(order.paidAt ? [[words.paid, formats.dateTime(order.paidAt)] as const] : []),
    ...(order.refunded > 0 ? [[words.refunded, formats.money(order.refunded, order.currency)] as const] : []),
    [words.order, order.orderId],
  ]
  return (
    <Page title={words.receipt} narrow>
      <div className={styles.receipt}>
        <p className={styles.brand}>{shell.brand}</p>
        <dl>
          {lines.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          <div className={styles.sum}>
            <dt>{words.amount}</dt>
            <dd>{formats.money(order.amount, order.currency)}</dd>
          </div>
          {order.tax?.amount != null && (
            <div>
              <dt>{words.taxIn(formats.percent(order.tax.percent / 100), order.tax.country)}</dt>
              <dd>{formats.money(order.tax.amount, order.currency)}</dd>
            </div>
          )}
        </dl>
        <OrderState status={order.status} />
        {order.reason && <p>{checkout.reasons[order.reason] ?? order.reason}</p>}
      </div>
      <GiveBack order={order} onAsked={follow} />
      <div className={styles.do}>
        <Button onClick={() => print()}>{words.print}</Button>
        <Link to="/library">{words.toLibrary}</Link>
      </div>
    </Page>
  )
}
