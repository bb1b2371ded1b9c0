// What is watched now: counts that fade with a half-life of a day, in the events' own time.
import { best, type Scored } from './item-item.ts'

/** `value` as it was at `at` (ms since 1970); it halves every day from there. */
export type Heat = Readonly<{ value: number; at: number }>

const halfLifeMs = 86_400_000

export const heatAt = (heat: Heat, now: number): number => heat.value * 2 ** ((heat.at - now) / halfLifeMs)

/** One more viewer at `at`; an event older than the last one counts for what is left of it. */
export const warm = (heat: Heat | undefined, at: number, weight = 1): Heat => {
  if (!heat) return { value: weight, at }
  const later = Math.max(heat.at, at)
  return { value: heatAt(heat, later) + weight * 2 ** ((at - later) / halfLifeMs), at: later }
}

export const trending = (heats: ReadonlyMap<string, Heat>, now: number, limit: number): readonly Scored[] =>
  best(new Map([...heats].map(([filmId, heat]) => [filmId, heatAt(heat, now)])), limit)
