// Prometheus metrics of one process; served at /metrics.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export { Counter, Gauge, Histogram }

/** One per process, given to all its rooms; a room adds its own with `registers: [metrics.registry]`. */
export type Metrics = Readonly<{
  registry: Registry
  /** seconds, by method, route pattern and status */
  requests: Histogram<'method' | 'route' | 'status'>
  /** commands by context, type and outcome */
  commands: Counter<'context' | 'command' | 'outcome'>
}>

export const createMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'time from the first byte of a request to the last of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
    commands: new Counter({
      name: 'commands_total',
      help: 'commands submitted, by how they ended',
      labelNames: ['context', 'command', 'outcome'],
      registers: [registry],
    }),
  }
}
