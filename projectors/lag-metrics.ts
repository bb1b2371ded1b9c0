// The lag of every version that this process folds, for Prometheus: sum over processes for the whole.
import { Gauge, type Metrics } from '../platform/metrics.ts'
import type { Running } from './running.ts'

export const lagMetrics = ({ registry }: Metrics, running: () => readonly Running[]): void => {
  const gauge = (name: string, help: string, figure: (one: Running) => number) =>
    new Gauge({
      ...{ name, help, labelNames: ['projection', 'version', 'live'] as const, registers: [registry] },
      collect() {
        this.reset()
        for (const one of running())
          this.set({ projection: one.name, version: one.version, live: String(one.isLive()) }, figure(one))
      },
    })
  gauge(
    'projection_lag_records',
    'records on the log that this view has not applied, of the partitions held here',
    (one) => Number(one.following.lag()),
  )
  gauge(
    'projection_still_seconds',
    'seconds since this view applied something or had nothing to apply',
    (one) => Math.max(0, Date.now() - one.following.movedAt()) / 1_000,
  )
}
