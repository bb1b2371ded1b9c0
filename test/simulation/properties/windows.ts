// Windows: each beat is counted once or told once on the side, each revision is said once, and every window closes.
import { idOf } from '../../../runtime/index.ts'
import type { Evidence, Property } from '../evidence.ts'
import { size } from '../plays.ts'

type Said = { readonly revisions: number[]; beats: number; late: number }

const windowsOf = (evidence: Evidence) => {
  const windows = new Map<string, Said>()
  const at = (film: unknown, start: number): Said => {
    const name = `${film} ${start}`
    const known = windows.get(name) ?? { revisions: [], beats: 0, late: 0 }
    windows.set(name, known)
    return known
  }
  for (const { type, fields } of evidence.told('qoe')) {
    if (type === 'QoeMinute') {
      const window = at(fields.filmId, Number(fields.minute))
      window.revisions.push(Number(fields.revision))
      window.beats = Number(fields.plays)
    }
    if (type !== 'IncidentClosed') continue
    const start = Math.floor(Number(fields.closedAt) / size) * size
    if (fields.incidentId === idOf('late', start)) at(fields.filmId, start).late++
  }
  return windows
}

/** Distinct beats per film and window, by the log. */
const wantedOf = (evidence: Evidence): ReadonlyMap<string, number> => {
  const wanted = new Map<string, Set<string>>()
  for (const { fields, envelope } of evidence.told('playback')) {
    const start = Math.floor((envelope.occurredAt ?? 0) / size) * size
    const name = `${fields.filmId} ${start}`
    const beats = wanted.get(name) ?? new Set()
    wanted.set(name, beats.add(`${fields.playbackId} ${fields.sequence}`))
  }
  return new Map([...wanted].map(([name, beats]) => [name, beats.size]))
}

export const saidOnce: Property = {
  name: 'each revision of a window is said once, in order, and counts no beat twice',
  kind: 'safety',
  *check(evidence) {
    const wanted = wantedOf(evidence)
    for (const [name, { revisions, beats, late }] of windowsOf(evidence)) {
      if (revisions.some((revision, i) => revision !== i + 1)) yield `window ${name} said revisions ${revisions}`
      if (beats + late > (wanted.get(name) ?? 0))
        yield `window ${name} counts ${beats} and ${late} late of ${wanted.get(name) ?? 0} beats`
    }
  },
}

export const everyBeatCounts: Property = {
  name: 'every window closes, with all of its beats counted or told as late',
  kind: 'progress',
  *check(evidence) {
    const said = windowsOf(evidence)
    for (const [name, count] of wantedOf(evidence)) {
      const { beats, late } = said.get(name) ?? { beats: 0, late: 0 }
      if (beats + late !== count) yield `window ${name} counts ${beats} and ${late} late of ${count} beats`
    }
  },
}
