// The viewer's library: one row per entitlement, with the rental's clocks.
import { defineProjection } from '../../runtime/index.ts'

export type EntitlementRow = Readonly<{
  viewerId: string
  filmId: string
  kind: 'BUY' | 'RENT'
  grantedAt: number
  /** a rental must be started before */
  startBy: number | null
  /** ms from the first play */
  watchWithin: number | null
  /** set by the first play */
  endsAt: number | null
  /** the money is on its way back: it does not play */
  goingBack: boolean
}>

export const library = defineProjection<EntitlementRow>()({
  name: 'library',
  version: 2,
  key: (event) => event.orderId,
  on: {
    EntitlementGranted: (_, { viewerId, filmId, kind, at, startBy, watchWithin }) => ({
      viewerId,
      filmId,
      kind,
      grantedAt: at,
      startBy,
      watchWithin,
      endsAt: null,
      goingBack: false,
    }),
    RentalStarted: (row, { endsAt }) => row && { ...row, endsAt },
    RefundRequested: (row, { isWhole }) => row && { ...row, goingBack: isWhole },
    RefundFailed: (row) => row && { ...row, goingBack: false },
    EntitlementRevoked: () => null,
  },
})
