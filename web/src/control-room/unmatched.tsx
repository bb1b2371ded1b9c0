// What the payment provider told about no order of ours.
import { unmatchedWebhooks } from '../api/operator-money.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

const every = 30_000

export const Unmatched = () => {
  const { controlMoney: words, shell } = useStrings()
  const formats = useFormats()
  const { items, error, again, more } = usePages('operator webhooks', unmatchedWebhooks, every)
  if (!items) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!items.length) return <Empty>{words.noUnmatched}</Empty>
  return (
    <>
      <Table
        caption={words.unmatched}
        columns={[{ name: words.event }, { name: words.type }, { name: words.about }, { name: words.when }]}
        rows={items.map(({ eventId, type, paymentId, orderId, at }) => ({
          key: eventId,
          cells: [<code key="event">{eventId}</code>, type, paymentId ?? orderId ?? '', formats.dateTime(at)],
        }))}
      />
      {more && <Button onClick={more}>{shell.more}</Button>}
    </>
  )
}
