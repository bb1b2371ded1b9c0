// An incident, from its opening to its end.
import { defineProjection } from '../../runtime/index.ts'
import type { IncidentOpened } from '../../schemas/generated/types/qoe.ts'

export type IncidentRow = Omit<IncidentOpened, 'type' | 'at' | 'incidentId'> & Readonly<{ closedAt: number | null }>

export const incidents = defineProjection<IncidentRow>()({
  name: 'incidents',
  version: 1,
  key: (event) => event.incidentId,
  on: {
    IncidentOpened: (_, { type, at, incidentId, ...incident }) => ({ ...incident, closedAt: null }),
    IncidentClosed: (row, { closedAt }) => row && { ...row, closedAt },
  },
})
