// Giving a film back that was never watched, and what came of it.
import { useState } from 'react'
import { giveBack, type Order } from '../api/commerce.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import styles from './library.module.css'

type Props = Readonly<{ order: Order; onAsked: () => void }>

export const GiveBack = ({ order, onAsked }: Props) => {
  const { library: words } = useStrings()
  const formats = useFormats()
  const [asking, setAsking] = useState(false)
  const giving = useCommand(async (key) => {
    await giveBack(key, order.orderId)
    setAsking(false)
    invalidate('library', 'orders')
    onAsked()
  })
  const { refund, dispute, refundableUntil } = order
  return (
    <>
      {refund === 'requested' && <Notice>{words.refundAsked}</Notice>}
      {refund === 'made' && <Notice tone="good">{words.refundMade}</Notice>}
      {dispute === 'open' && <Notice>{words.disputed}</Notice>}
      {refund === 'failed' && <Notice tone="bad">{words.refundFailed}</Notice>}
      {refundableUntil && (
        <div className={styles.do}>
          <p>{words.giveBackUntil(formats.dateTime(refundableUntil))}</p>
          <Button onClick={() => setAsking(true)}>{words.giveBack}</Button>
        </div>
      )}
      {asking && (
        <Dialog title={words.giveBackOf(order.title)} onClose={() => setAsking(false)}>
          <p>{words.giveBackText(formats.money(order.amount - order.refunded, order.currency))}</p>
          <ProblemNotice error={giving.error} />
          <Button look="danger" wide busy={giving.busy} onClick={() => void giving.run()}>
            {words.giveBackYes}
          </Button>
          <Button look="quiet" wide onClick={() => setAsking(false)}>
            {words.giveBackNo}
          </Button>
        </Dialog>
      )}
    </>
  )
}
