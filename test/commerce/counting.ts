// What the log and the ledger say in the end, each by itself.
import { type Api, eventually } from '../../start/client/api.ts'
import { wholeLog } from '../whole-log.ts'

type Env = Readonly<Record<string, string>>
export type Sums = Readonly<Record<string, number>>

/** from, until */
export type Span = readonly [number, number]

export type Counts = Readonly<{
  /** orders that were placed, and those that ended without money */
  placed: number
  failed: number
  purchases: number
  entitlements: number
  invoices: number
  /** minor units taken, by currency */
  taken: Sums
  /** when each order was placed and when it ended, ms since 1970 */
  spans: readonly Span[]
}>

export const add = (sums: Record<string, number>, currency: string, amount: number) => {
  sums[currency] = (sums[currency] ?? 0) + amount
}

/** By the log, once every order has ended. */
export const countLog = (env: Env, placed: number, withinMs: number): Promise<Counts> =>
  eventually('every order has ended', withinMs, async () => {
    const log = await wholeLog(env, ['commerce', 'sellers'])
    const of = (type: string) => log.filter((one) => one.type === type)
    const at = (type: string) =>
      new Map(of(type).map(({ fields, record }) => [fields.orderId, Number(record.headers['occurred-at'])]))
    const [began, taken] = [at('OrderPlaced'), at('PaymentTaken')]
    const ended = new Map([...taken, ...at('PaymentFailed'), ...at('OrderExpired')])
    const invoices = of('InvoiceIssued').length
    if (began.size < placed || ended.size < began.size || invoices < taken.size) return undefined
    const sums: Record<string, number> = {}
    for (const { fields } of of('PaymentTaken')) add(sums, String(fields.currency), Number(fields.amount))
    return {
      ...{ placed: began.size, failed: ended.size - taken.size, invoices, taken: sums },
      ...{ purchases: of('PaymentTaken').length, entitlements: of('EntitlementGranted').length },
      spans: [...began].map(([orderId, from]) => [from, ended.get(orderId) ?? 0] as const),
    }
  })

type Account = Readonly<{ account: string; currency: string; balance: number }>

const accountsOf = async (operator: Api): Promise<readonly Account[]> => {
  const all: Account[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/v1/operator/accounts?limit=100${cursor ? `&cursor=${cursor}` : ''}`
    const page: { items: readonly Account[]; next: string | null } = await operator.get(path)
    all.push(...page.items)
    cursor = page.next
  }
  return all
}

/** Once all that was taken is booked and has reached its seller: what stands on all accounts together, and at the provider. */
export const countLedger = (operator: Api, taken: Sums): Promise<Readonly<{ ledgerSum: Sums; clearing: Sums }>> =>
  eventually('the ledger has all', 60_000, async () => {
    const [ledgerSum, clearing]: Record<string, number>[] = [{}, {}]
    let inTransit = 0
    for (const { account, currency, balance } of await accountsOf(operator)) {
      add(ledgerSum as Record<string, number>, currency, balance)
      if (account === 'psp_clearing') add(clearing as Record<string, number>, currency, balance)
      if (account === 'sellers_transit') inTransit += Math.abs(balance)
    }
    const isThere = Object.entries(taken).every(([currency, sum]) => clearing?.[currency] === sum)
    return isThere && inTransit === 0 && ledgerSum && clearing ? { ledgerSum, clearing } : undefined
  })
