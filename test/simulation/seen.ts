// What a run really met ("sometimes" checks): a fault that never took place proves nothing.
import type { Evidence } from './evidence.ts'

export const wanted = [
  'crash',
  'crash between commit and store',
  'crash between effect and offset',
  'process stopped in order',
  'disk lost',
  'disk fell back',
  'standby took over',
  'stall',
  'zombie came back',
  'rebalance',
  'fenced',
  'lost request',
  'unknown outcome',
  'appended twice',
  'hanging transaction',
  'cut off',
  'outage',
  'slow partition',
  'clock skew',
  'clock jump',
  'retried with the same key',
  'answered again',
  'expired',
  'order over unpaid',
  'webhook twice',
  'late event',
  'window corrected',
  'window state rebuilt',
  'projection rebuilt while running',
  'dead letter',
  'dead letter asked for',
  'waited for its own write',
  'played',
  'given back',
  'given back, not played',
] as const

export type Sight = (typeof wanted)[number]

export type Seen = Readonly<{ note(sight: Sight): void; counts(): ReadonlyMap<Sight, number> }>

export const seenNothing = (): Seen => {
  const counts = new Map<Sight, number>()
  return {
    note: (sight) => void counts.set(sight, (counts.get(sight) ?? 0) + 1),
    counts: () => counts,
  }
}

/** What only the log shows. */
export const lookBack = (seen: Seen, evidence: Evidence): void => {
  const commerce = evidence.told('commerce')
  if (commerce.some(({ type }) => type === 'OrderExpired')) seen.note('order over unpaid')
  for (const context of ['commerce', 'catalogue', 'media'])
    if (evidence.told(`replies.${context}`).length) seen.note('answered again')
  if (evidence.told('deadletters').some(({ type }) => type === 'RecordParked')) seen.note('dead letter')
  const qoe = evidence.told('qoe')
  if (qoe.some(({ type }) => type === 'IncidentClosed')) seen.note('late event')
  if (qoe.some(({ fields }) => Number(fields.revision) > 1)) seen.note('window corrected')
}
