// Who sells here, and the decision to forget somebody.
import { useState } from 'react'
import { type OperatorSeller, operatorSellers } from '../api/operator-money.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Erase } from './erase.tsx'

export const Sellers = () => {
  const { controlMoney: words, shell } = useStrings()
  const formats = useFormats()
  const { items, error, again, more } = usePages('operator sellers', operatorSellers)
  const [erasing, setErasing] = useState<OperatorSeller | undefined>()
  if (!items) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!items.length) return <Empty>{words.noSellers}</Empty>
  return (
    <>
      <Table
        caption={words.sellers}
        columns={[
          { name: words.seller },
          { name: words.email },
          { name: words.country },
          { name: words.since },
          { name: words.erasure },
        ]}
        rows={items.map((seller) => ({
          key: seller.sellerId,
          cells: [
            seller.legalName ?? words.erased,
            seller.email ?? '',
            seller.country,
            formats.dateTime(seller.appliedAt),
            seller.legalName === null ? (
              ''
            ) : (
              <Button
                key="erase"
                small
                look="danger"
                aria-label={words.eraseOf(seller.legalName)}
                onClick={() => setErasing(seller)}
              >
                {words.erase}
              </Button>
            ),
          ],
        }))}
      />
      {more && <Button onClick={more}>{shell.more}</Button>}
      {erasing && <Erase seller={erasing} onClose={() => setErasing(undefined)} />}
    </>
  )
}
