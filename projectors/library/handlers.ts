// The viewer's library: one row per entitlement, with the rental's clocks.
import type { Quality } from '../../domain/commerce/rules.ts'
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
  quality: Quality
  /** ordered before it opened: it plays from then on */
  availableFrom: number | null
  /** the money is on its way back: it does not play */
  goingBack: boolean
}>

export const library = defineProjection<EntitlementRow>()({
  name: 'library',
  version: 3,
  key: (event) => event.orderId,
  on: {
    EntitlementGranted: (_, { viewerId, filmId, kind, at, startBy, watchWithin, quality, availableFrom }) => ({
      viewerId,
      filmId,
      kind,
      grantedAt: at,
      startBy,
      watchWithin,
      endsAt: null,
      quality,
      availableFrom,
      goingBack: false,
    }),
    RentalStarted: (row, { endsAt }) => row && { ...row, endsAt },
    RefundRequested: (row, { isWhole }) => row && { ...row, goingBack: isWhole },
    RefundFailed: (row) => row && { ...row, goingBack: false },
    EntitlementRevoked: () => null,
  },
})
