// Whether there is anything to read: each view that the routes ask has a live version.
import type { Service } from '../platform/service.ts'
import type { QueryApi } from './deps.ts'

const needed = [
  'films',
  'transcodes',
  'library',
  'orders',
  'playbacks',
  'closures',
  'outcomes',
  'recommendations',
  'qoe_minutes',
  'incidents',
  'failures',
]
const everyMs = 250

/** Ready when all are there; how far each has read is the projectors' own health. */
export const viewsBuilt = ({ positions }: Pick<QueryApi, 'positions'>): Service => {
  let missing: readonly string[] = needed
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const ready = new Promise<void>((resolve) => {
    const look = async () => {
      const standings = await positions.standings().catch(() => new Map())
      missing = needed.filter((name) => !standings.has(name))
      if (missing.length === 0) return resolve()
      if (!stopped) timer = setTimeout(look, everyMs)
    }
    void look()
  })
  return {
    name: 'views',
    ready,
    health: () => ({ ok: missing.length === 0, detail: missing.length ? { missing: missing.join(', ') } : {} }),
    stop: async () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
