// An order's state in words.
import type { OrderStatus } from '../api/commerce.ts'
import { useStrings } from '../strings/context.tsx'
import { Tag, type Tone } from '../ui/tag.tsx'

const tones: Readonly<Record<OrderStatus, Tone>> = {
  placed: 'warm',
  'action-required': 'warm',
  paid: 'good',
  failed: 'bad',
  expired: 'bad',
  refunded: 'plain',
}

export const OrderState = ({ status }: Readonly<{ status: OrderStatus }>) => {
  const { library } = useStrings()
  return <Tag tone={tones[status]}>{library.states[status]}</Tag>
}
