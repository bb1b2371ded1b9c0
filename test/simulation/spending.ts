// A projection that counts, so that an event that is folded twice or never shows: what each viewer did and paid.
import { defineProjection } from '../../runtime/index.ts'

export type SpendingRow = Readonly<{ events: number; ordered: number; paid: number; spent: bigint; over: number }>

const nothing: SpendingRow = { events: 0, ordered: 0, paid: 0, spent: 0n, over: 0 }
const add = (row: SpendingRow = nothing, more: Partial<SpendingRow> = {}): SpendingRow => ({
  events: row.events + 1,
  ordered: row.ordered + (more.ordered ?? 0),
  paid: row.paid + (more.paid ?? 0),
  spent: row.spent + (more.spent ?? 0n),
  over: row.over + (more.over ?? 0),
})

let broken: string | undefined

/** A bug in the code that runs: orders of this film cannot be folded until it is mended. */
export const breakSpending = (filmId: string | undefined): void => {
  broken = filmId
}

export const spending = defineProjection<SpendingRow>()({
  name: 'spending',
  version: 1,
  key: (event) => event.viewerId,
  on: {
    OrderPlaced: (row, { filmId }) => {
      if (filmId === broken) throw new Error('this film cannot be folded')
      return add(row, { ordered: 1 })
    },
    PaymentAttached: (row) => add(row),
    PaymentActionRequired: (row) => add(row),
    PaymentUpdateNoticed: (row) => add(row),
    PaymentTaken: (row, { amount }) => add(row, { paid: 1, spent: amount }),
    EntitlementGranted: (row) => add(row),
    PaymentFailed: (row) => add(row, { over: 1 }),
    OrderExpired: (row) => add(row, { over: 1 }),
  },
})
