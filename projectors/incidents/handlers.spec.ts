// Incidents as rows.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { incidents } from './handlers.ts'

const incident = { filmId: 'film', openedAt: 5, plays: 40, failures: 9, baselineRate: 0.01, pValue: 0.0001 }

test('an incident opens and closes again', () =>
  projectionSpec(incidents)
    .given(
      { type: 'IncidentOpened', at: 6, incidentId: 'i', ...incident },
      { type: 'IncidentClosed', at: 9, incidentId: 'i', filmId: 'film', closedAt: 8 },
    )
    .then({ i: { ...incident, closedAt: 8 } }))
