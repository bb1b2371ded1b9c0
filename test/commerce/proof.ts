// Purchases under trouble: what the provider charged, what the log says was bought and what may be watched are one number.
import { setTimeout as sleep } from 'node:timers/promises'
import { newPerson } from '../given-film.ts'
import { buyAll } from './buying.ts'
import { countLedger, countLog } from './counting.ts'
import type { ProviderName } from './providers.ts'
import { currencies, openShop } from './shop.ts'
import { type Troubled, type Troubles, trouble } from './troubling.ts'

export type CommerceResult = Readonly<{
  provider: ProviderName
  purchases: number
  charges: number
  entitlements: number
  invoices: number
  ledgerSum: Readonly<Record<string, number>>
  /** purchases that each befell; `orders`: were placed, `failed`: ended without money */
  faults: Readonly<Record<string, number>>
  orders: number
  failed: number
  seconds: number
}>

const never: Troubled = { kills: 0, zombies: 0, times: [] }

/** Of the provider's answers: a twentieth, and more where there are few. */
const lostOf = (orders: number): number => Math.min(0.2, Math.max(0.05, 5 / orders))

/**
 * So many purchases by some viewers at once, in several currencies: a fifth asked for more than once, a twentieth by
 * somebody who hung up; a twentieth of the provider's answers lost, and workers killed or made zombies, until all are paid.
 * `control`: by a worker that makes a payment and confirms it in one go, which is what must be found to fail.
 */
export const proveCommerce = async (
  { orders, control = false, by = 'sandbox' }: Readonly<{ orders: number; control?: boolean; by?: ProviderName }>,
  say: (line: string) => void = () => undefined,
): Promise<CommerceResult> => {
  const side = Math.max(currencies.length, Math.ceil(Math.sqrt(orders)))
  const worker = control ? 'test/commerce/naive-worker.fixture.ts' : 'workers/payments/main.ts'
  const shop = await openShop('commerce', { films: side, worker, by })
  let troubles: Troubles | undefined
  try {
    const viewers = await Promise.all(Array.from({ length: side }, () => newPerson(shop.url, 'viewer')))
    say(`${viewers.length} viewers, ${shop.films.length} films`)
    const began = performance.now()
    const tenth = Math.ceil(orders / 10)
    shop.answers.lose(lostOf(orders))
    const bought = await buyAll(viewers, shop.films, { orders, card: shop.provider.card }, (begun) => {
      if (begun % tenth === 0) say(`${begun} of ${orders}`)
      if (begun === tenth) troubles = trouble(shop.workers)
    })
    const log = await countLog(shop.env, bought.orders, 20 * 60_000)
    shop.answers.lose(0)
    await troubles?.end()
    // A charge that nobody knows of would be made now.
    await sleep(control ? 0 : 3_000)
    const { charges } = await shop.provider.charges()
    const ledger = control ? { ledgerSum: {} } : await countLedger(shop.operator, log.taken)
    const { kills, zombies, times } = troubles?.done ?? never
    const met = log.spans.filter(([from, to]) => times.some(([began, over]) => from <= over && began <= to)).length
    const { retries, lostReplies } = bought
    return {
      provider: by,
      ...{ purchases: log.purchases, charges, entitlements: log.entitlements, invoices: log.invoices },
      ledgerSum: ledger.ledgerSum,
      faults: { retries, lostReplies, lostProviderAnswers: shop.answers.lost(), kills, zombies, met },
      ...{ orders: bought.orders, failed: log.failed, seconds: Math.round((performance.now() - began) / 1_000) },
    }
  } finally {
    await Promise.allSettled([troubles?.end()])
    await shop.close()
  }
}
