// Sellers at the sandbox: accounts that are onboarded on its own page, and transfers to them from what was taken.
import { randomBytes } from 'node:crypto'
import type { Database } from './database.ts'
import type { Movements } from './movements.ts'
import { Fault } from './payment.ts'

/** `pending`: not onboarded; `active`: may be paid; `restricted`: something is wanted of them. */
export type AccountStatus = 'pending' | 'active' | 'restricted'

export type Account = Readonly<{
  id: string
  country: string
  status: AccountStatus
  metadata: Readonly<Record<string, string>>
  createdAt: number
  /** stands in the address of the page; null: none is open */
  linkToken: string | null
  returnUrl: string | null
}>

/** Minor units of `currency`. */
export type Transfer = Readonly<{
  id: string
  accountId: string
  amount: number
  currency: string
  metadata: Readonly<Record<string, string>>
  createdAt: number
}>

export type Accounts = Readonly<{
  create(wanted: Pick<Account, 'country' | 'metadata'>): Account
  retrieve(id: string): Account
  /** A page where the seller finishes; the one before is closed. */
  link(id: string, returnUrl: string): Account
  onboard(id: string, token: string): Account
  setStatus(id: string, status: AccountStatus): Account
  /** Of what was taken and neither went back nor was transferred. */
  transfer(wanted: Pick<Transfer, 'accountId' | 'amount' | 'currency' | 'metadata'>): Transfer
  transfers(payoutId: string): readonly Transfer[]
}>

export type AccountsDeps = Readonly<{
  db: Database
  now: () => number
  movements: Movements
  tell: (account: Account) => void
}>

const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`

export const openAccounts = ({ db: { sql, write }, now, movements, tell }: AccountsDeps): Accounts => {
  const byId = sql.prepare('select body from account where id = ?')
  const put = sql.prepare(
    'insert into account (id, body) values (?, ?) on conflict (id) do update set body = excluded.body',
  )
  const insert = sql.prepare(
    'insert into transfer (id, account_id, payout_id, currency, amount, body) values (?, ?, ?, ?, ?, ?)',
  )
  const ofPayout = sql.prepare('select body from transfer where payout_id = ? order by seq desc')
  const taken = sql.prepare(`
    select coalesce(sum(json_extract(body, '$.amount') - json_extract(body, '$.refunded') -
      iif(json_extract(body, '$.dispute.status') in ('open', 'lost'), json_extract(body, '$.dispute.amount'), 0)), 0) as sum
    from payment where status = 'succeeded' and json_extract(body, '$.currency') = ?`)
  const gone = sql.prepare('select coalesce(sum(amount), 0) as sum from transfer where currency = ?')

  const retrieve = (id: string): Account => {
    const body = byId.get(id)?.body
    if (typeof body !== 'string') throw new Fault(404, 'account-not-found', 'There is no such account.')
    return JSON.parse(body) as Account
  }
  const keep = (account: Account): Account => {
    put.run(account.id, JSON.stringify(account))
    return account
  }
  const become = (account: Account, status: AccountStatus): Account => {
    if (account.status === status) return account
    const changed = keep({ ...account, status, linkToken: null })
    tell(changed)
    return changed
  }

  return {
    create: ({ country, metadata }) => {
      const fresh = { status: 'pending', linkToken: null, returnUrl: null } as const
      return keep({ id: newId('acct'), country, metadata, ...fresh, createdAt: now() })
    },
    retrieve,
    link: (id, returnUrl) => keep({ ...retrieve(id), returnUrl, linkToken: randomBytes(16).toString('hex') }),
    onboard: (id, token) =>
      write(() => {
        const account = retrieve(id)
        if (account.linkToken === null || account.linkToken !== token)
          throw new Fault(404, 'account-not-found', 'This page is closed; ask for another one.')
        return become(account, 'active')
      }),
    setStatus: (id, status) => write(() => become(retrieve(id), status)),
    transfer: ({ accountId, amount, currency, metadata }) => {
      if (retrieve(accountId).status !== 'active')
        throw new Fault(409, 'account-not-active', 'The seller is not onboarded, or restricted.')
      if (amount > Number(taken.get(currency)?.sum) - Number(gone.get(currency)?.sum))
        throw new Fault(409, 'balance-insufficient', 'So much is not there in this currency.')
      const transfer = { id: newId('tr'), accountId, amount, currency, metadata, createdAt: now() }
      insert.run(transfer.id, accountId, metadata.payoutId ?? null, currency, amount, JSON.stringify(transfer))
      movements.add({ kind: 'transfer', source: transfer.id, paymentId: null, currency, amount: -amount })
      return transfer
    },
    transfers: (payoutId) => ofPayout.all(payoutId).map((row) => JSON.parse(String(row.body)) as Transfer),
  }
}
