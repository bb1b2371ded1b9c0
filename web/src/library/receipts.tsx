// All orders as a table.
import { Link } from 'react-router'
import type { Order } from '../api/commerce.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Table } from '../ui/table.tsx'
import { OrderState } from './order-state.tsx'

export const Receipts = ({ orders }: Readonly<{ orders: readonly Order[] }>) => {
  const { library: words } = useStrings()
  const formats = useFormats()
  return (
    <Table
      caption={words.receipts}
      columns={[
        { name: words.film },
        { name: words.kind },
        { name: words.amount, number: true },
        { name: words.placed },
        { name: words.state },
      ]}
      rows={orders.map((order) => ({
        key: order.orderId,
        cells: [
          <Link key="film" to={`/orders/${order.orderId}`}>
            {order.title}
          </Link>,
          words.kinds[order.kind],
          formats.money(order.amount, order.currency),
          formats.dateTime(order.placedAt),
          <OrderState key="state" status={order.status} />,
        ],
      }))}
    />
  )
}
