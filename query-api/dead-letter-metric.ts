// How many records are laid aside, at /metrics: read when it is asked for.
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../platform/http.ts'
import { Gauge } from '../platform/metrics.ts'
import { deadLetterCounts } from '../projectors/dead-letters/view.ts'
import type { QueryApi } from './deps.ts'

const PATIENCE = 1_000

/** No figure while Postgres does not answer within a second: an old one would look like a good one. */
export const deadLetterMetric = (app: App, { store }: Pick<QueryApi, 'store'>): void => {
  const gauge = new Gauge({
    name: 'matinee_dead_letters',
    help: 'records that a consumer laid aside and nobody has settled; waiting: behind an earlier one of its key',
    labelNames: ['consumer', 'state'],
    registers: [app.metrics.registry],
    collect: async () => {
      const late = sleep(PATIENCE, undefined, { ref: false })
      const counts = await Promise.race([deadLetterCounts(store).catch(() => undefined), late])
      gauge.reset()
      for (const { consumer, state, count } of counts ?? []) gauge.set({ consumer, state }, Number(count))
    },
  })
}
