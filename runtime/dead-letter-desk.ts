// What stands on the dead-letter topic, folded: which letters are open, which were given up, what was asked and not answered.
import type { RecordTypes } from './codec.ts'
import type { AnyEvent } from './event.ts'
import type { LogRecord } from './log.ts'
import type { Ask, Cause, Parked } from './parking.ts'

type Letter = Readonly<{ place: string; source: bigint; toldAt: bigint }>
type Listener = (ask: Ask) => void

export type Desk = Readonly<{
  note(event: AnyEvent, record: Pick<LogRecord, 'offset'>): void
  /** Where the open letters of a place were told last, as offsets of the topic. */
  openAt(place: string): ReadonlySet<bigint>
  wasDropped(letterId: string): boolean
  listen(place: string, onAsk: Listener): () => void
}>

export const openDesk = (): Desk => {
  const open = new Map<string, Letter>()
  const dropped = new Set<string>()
  const asked = new Map<string, Ask & Readonly<{ letterId: string; place: string }>>()
  const listeners = new Map<string, Set<Listener>>()

  const answered = (letterId: string) => {
    for (const [askId, one] of asked) if (one.letterId === letterId) asked.delete(askId)
  }

  const hear = (place: string, letterId: string, askId: string, kind: Ask['kind']) => {
    const letter = open.get(letterId)
    if (!letter) return
    const ask = { askId, offset: letter.source, kind, letterId, place }
    asked.set(askId, ask)
    for (const listener of listeners.get(place) ?? []) listener(ask)
  }

  return {
    note: (event, { offset }) => {
      switch (event.type) {
        case 'RecordParked': {
          const { place, letterId, sourceOffset, askId } = event
          open.set(letterId, { place, source: BigInt(sourceOffset), toldAt: offset })
          dropped.delete(letterId)
          if (askId !== null) asked.delete(askId)
          return
        }
        case 'RecordSettled':
          open.delete(event.letterId)
          if (event.outcome === 'DROPPED') dropped.add(event.letterId)
          answered(event.letterId)
          return
        case 'RetryAsked':
          return hear(event.place, event.letterId, event.askId, 'retry')
        case 'DropAsked':
          return hear(event.place, event.letterId, event.askId, 'drop')
      }
    },
    openAt: (place) => new Set(open.values().flatMap((one) => (one.place === place ? [one.toldAt] : []))),
    wasDropped: (letterId) => dropped.has(letterId),
    listen: (place, onAsk) => {
      const known = listeners.get(place) ?? new Set<Listener>()
      listeners.set(place, known)
      known.add(onAsk)
      for (const one of asked.values()) if (one.place === place) onAsk(one)
      return () => known.delete(onAsk)
    },
  }
}

/** The record as it was read, and why it was laid aside. */
export const parkedOf = (event: RecordTypes['RecordParked']): Parked => {
  const { sourceTopic: topic, sourcePartition: partition, sourceOffset, recordKey: key, headers, appendedAt } = event
  const value = Buffer.from(event.value ?? '', 'base64')
  const record = { topic, partition, offset: BigInt(sourceOffset), key, value, headers, timestamp: appendedAt }
  return { record, cause: causeOf(event), askId: event.askId ?? undefined }
}

const causeOf = ({ cause: kind, error, tries, at }: RecordTypes['RecordParked']): Cause | undefined =>
  kind === 'WAITS' ? undefined : { kind, error, tries, at }
