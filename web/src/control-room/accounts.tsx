// Where the money stands: the ledger's accounts, by currency.
import { accounts } from '../api/operator-money.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

const every = 15_000

export const Accounts = () => {
  const { controlMoney: words, shell } = useStrings()
  const formats = useFormats()
  const { items, error, again, more } = usePages('operator accounts', accounts, every)
  if (!items) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!items.length) return <Empty>{words.noAccounts}</Empty>
  const nameOf = (account: string) => {
    const [kind = '', whose] = account.split(':')
    const name = words.accountNames[kind] ?? kind
    return whose ? words.accountOf(name, whose.slice(0, 8)) : name
  }
  return (
    <>
      <Table
        caption={words.accounts}
        columns={[
          { name: words.account },
          { name: words.currency },
          { name: words.balance, number: true },
          { name: words.entries, number: true },
        ]}
        rows={items.map(({ account, currency, balance, entries }) => ({
          key: `${account} ${currency}`,
          cells: [nameOf(account), currency, formats.money(balance, currency), formats.number(entries)],
        }))}
      />
      {more && <Button onClick={more}>{shell.more}</Button>}
    </>
  )
}
