// How a film played in a minute: the newest revision replaces the ones before.
import { defineProjection } from '../../runtime/index.ts'
import type { QoeMinute } from '../../schemas/generated/types/qoe.ts'

export type MinuteRow = Omit<QoeMinute, 'type' | 'at'>

export const qoeMinutes = defineProjection<MinuteRow>()({
  name: 'qoe_minutes',
  version: 1,
  key: ({ filmId, minute }) => `${filmId}:${minute}`,
  on: {
    QoeMinute: (row, { type, at, ...minute }) => (row && row.revision > minute.revision ? undefined : minute),
  },
})

/** Minutes are for watching; days are in ClickHouse. */
export const keep = { column: 'minute', days: 30 }
