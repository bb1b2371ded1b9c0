// Each sale as its seller sees it: the price, the tax in it, their part, and what went back.
import { defineProjection } from '../../runtime/index.ts'

/** Minor units of `currency`; `back…`: of each, what went back by now. */
export type SaleRow = Readonly<{
  sellerId: string
  filmId: string
  kind: 'BUY' | 'RENT'
  currency: string
  amount: bigint
  taxAmount: bigint
  /** the seller's part; null before sellers had one */
  sellerAmount: bigint | null
  back: bigint
  backTax: bigint
  backSeller: bigint
  soldAt: number
  simulated: boolean
}>

type Gone = Readonly<{ amount: bigint; taxAmount: bigint | null; sellerAmount: bigint | null }>

const wentBack = (row: SaleRow | undefined, { amount, taxAmount, sellerAmount }: Gone): SaleRow | undefined =>
  row && {
    ...row,
    back: row.back + amount,
    backTax: row.backTax + (taxAmount ?? 0n),
    backSeller: row.backSeller + (sellerAmount ?? 0n),
  }

export const sales = defineProjection<SaleRow>()({
  name: 'sales',
  version: 1,
  key: (event) => event.orderId,
  on: {
    PaymentTaken: (_, { at, sellerId, filmId, kind, currency, amount, taxAmount, sellerAmount }, { simulated }) => ({
      ...{ sellerId, filmId, kind, currency, amount, taxAmount: taxAmount ?? 0n, sellerAmount },
      ...{ back: 0n, backTax: 0n, backSeller: 0n, soldAt: at, simulated },
    }),
    OrderRefunded: wentBack,
    DisputeLost: wentBack,
  },
})
