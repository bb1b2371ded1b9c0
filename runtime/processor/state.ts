// The local state of one output partition: keys, timers, event time, and where input and output stand, in one write.
import type { KeyedStore, Move } from '../store.ts'
import type { Processor } from './definition.ts'
import { type EventTime, eventTime } from './event-time.ts'
import { type Overlay, overlayOn } from './overlay.ts'

/** Where the output stands: `next` is the offset behind the last record whose journal is part of the state. */
export type OutputPlace = Readonly<{ next: bigint; eventId: string }>

export type ProcessorState = Readonly<{
  overlay: Overlay
  clock: EventTime
  /** Next offset wanted of a source, with what is not kept yet. */
  position(source: string): bigint
  moveTo(source: string, next: bigint): void
  output(): OutputPlace | undefined
  /** Everything since the last `keep`, in one write. Throws StaleStore when another owner has written. */
  keep(output: OutputPlace): void
}>

const OUTPUT = 'output'
const MADE_BY = 'made by'
const EVENT_ID = 'event id'
const TIME = 'time'

export type StateOptions = Readonly<{
  store: KeyedStore
  processor: Processor
  sources: readonly string[]
  partitions: number
  /** entries of the state kept in memory */
  atHand?: number
}>

/** The offset behind the last output that is part of a local state. */
export const outputNextOf = (store: Pick<KeyedStore, 'position'>): bigint | undefined => store.position(OUTPUT)

/** What another version or another count of partitions has made is of no use and is cleared. */
export const openState = ({ store, processor, sources, partitions, atHand }: StateOptions): ProcessorState => {
  const madeBy = `${processor.name}/${processor.version} of ${partitions}`
  if (store.meta(MADE_BY) !== madeBy) store.clear()
  const overlay = overlayOn(store, atHand)
  const time = store.meta(TIME)
  const clock = eventTime({ sources, ...processor.time }, time === undefined ? undefined : JSON.parse(time))
  const moved = new Map<string, bigint>()

  const keep = ({ next, eventId }: OutputPlace) => {
    const moves: Move[] = [...moved].map(([source, to]) => ({ source, from: store.position(source), next: to }))
    // The output's own move is the compare-and-set: whoever wrote since has moved it (H11).
    moves.push({ source: OUTPUT, from: kept?.next, next })
    store.write(moves, (writer) => {
      overlay.flush(writer)
      writer.setMeta(MADE_BY, madeBy)
      writer.setMeta(EVENT_ID, eventId)
      writer.setMeta(TIME, JSON.stringify({ watermark: clock.watermark(), times: clock.times() }))
    })
    overlay.clear()
    moved.clear()
    kept = { next, eventId }
  }

  const next = store.position(OUTPUT)
  let kept: OutputPlace | undefined = next === undefined ? undefined : { next, eventId: store.meta(EVENT_ID) ?? '' }

  return {
    overlay,
    clock,
    position: (source) => moved.get(source) ?? store.position(source) ?? 0n,
    moveTo: (source, to) => void moved.set(source, to),
    output: () => kept,
    keep,
  }
}
