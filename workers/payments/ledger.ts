// What the ledger says moved at the provider: the one view that a worker reads, to compare and never to decide.
import { isAway } from '../../platform/away.ts'
import { isNotBuilt, type ReadStore } from '../../platform/postgres.ts'
import { viewPositions } from '../../platform/postgres-positions.ts'
import { clearedBetween } from '../../projectors/ledger/view.ts'
import type { Log } from '../../runtime/index.ts'
import type { Cleared } from './compare.ts'

/** The view has not read enough, or cannot be asked: it will be later. */
export class LedgerBehind extends Error {
  override name = 'LedgerBehind'
}

export type Ledger = Readonly<{
  /** All in [from, until) of what stood on the log when it was called; rejects with LedgerBehind. */
  cleared(from: number, until: number): Promise<readonly Cleared[]>
}>

const patience = 5_000

export const ledgerIn = (store: ReadStore, log: Log, partitions: number): Ledger => {
  const positions = viewPositions(store)
  const places = ['commerce', 'sellers'].flatMap((topic) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
  )
  return {
    cleared: async (from, until) => {
      const ends = await Promise.all(
        places.map(async (place) => ({ ...place, offset: (await log.ends(place)).committed - 1n })),
      )
      try {
        const wanted = ends.filter(({ offset }) => offset >= 0n)
        if (!(await positions.reached(['ledger'], wanted, patience))) throw new LedgerBehind('the ledger is behind')
        return await clearedBetween(store, from, until)
      } catch (error) {
        if (isAway(error) || isNotBuilt(error)) throw new LedgerBehind('the ledger cannot be read', { cause: error })
        throw error
      }
    },
  }
}
