// The payment provider's days against the ledger: what differs, and which payments only one side has.
import { askReconciliation, type Reconciliation, reconciliations } from '../api/operator-money.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

const every = 10_000
const name = 'operator reconciliations'
/** UTC, as the provider's days are. */
const today = () => new Date().toISOString().slice(0, 10)

export const Reconciliations = () => {
  const { controlMoney: words, shell } = useStrings()
  const { items, error, again, more } = usePages(name, reconciliations, every)
  const asking = useCommand(async (key) => {
    await askReconciliation(key, today())
    invalidate(name)
    return true
  })
  if (!items) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  return (
    <>
      <div>
        <Button busy={asking.busy} onClick={() => void asking.run()}>
          {words.compareToday}
        </Button>
      </div>
      <ProblemNotice error={asking.error} />
      {asking.done && <Notice tone="good">{words.comparing}</Notice>}
      {items.length ? <Days days={items} /> : <Empty>{words.nothingCompared}</Empty>}
      <Differences days={items} />
      {more && <Button onClick={more}>{shell.more}</Button>}
    </>
  )
}

type Props = Readonly<{ days: readonly Reconciliation[] }>

const Days = ({ days }: Props) => {
  const { controlMoney: words } = useStrings()
  const formats = useFormats()
  return (
    <Table
      caption={words.reconciliation}
      columns={[
        { name: words.day },
        { name: words.currency },
        { name: words.atProvider, number: true },
        { name: words.inLedger, number: true },
        { name: words.difference, number: true },
        { name: words.fees, number: true },
      ]}
      rows={days.flatMap(({ day, endedAt, currencies }) =>
        currencies.length
          ? currencies.map(({ currency, provider, ledger, difference, fees }) => ({
              key: `${day} ${currency}`,
              cells: [
                day,
                currency,
                ...[provider, ledger, difference, fees].map((sum) => formats.money(sum, currency)),
              ],
            }))
          : [{ key: day, cells: [day, endedAt === null ? words.beingCompared : words.nothingMoved, '', '', '', ''] }],
      )}
    />
  )
}

const Differences = ({ days }: Props) => {
  const { controlMoney: words } = useStrings()
  const formats = useFormats()
  const rows = days.flatMap(({ day, currencies }) =>
    currencies.flatMap(({ currency, differences }) =>
      differences.map(({ kind, reference, provider, ledger }) => ({
        key: `${day} ${currency} ${kind} ${reference}`,
        cells: [
          day,
          words.movementKinds[kind] ?? kind,
          <code key="reference">{reference}</code>,
          provider === null ? words.notThere : formats.money(provider, currency),
          ledger === null ? words.notThere : formats.money(ledger, currency),
        ],
      })),
    ),
  )
  const omitted = days.reduce((sum, { currencies }) => sum + currencies.reduce((n, one) => n + one.omitted, 0), 0)
  if (!rows.length) return null
  return (
    <>
      <Table
        caption={words.differences}
        columns={[
          { name: words.day },
          { name: words.type },
          { name: words.reference },
          { name: words.atProvider, number: true },
          { name: words.inLedger, number: true },
        ]}
        rows={rows}
      />
      {omitted > 0 && <p>{words.andMore(formats.number(omitted))}</p>}
    </>
  )
}
