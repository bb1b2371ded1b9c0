// Session windows on event time: what one key does without a pause longer than the gap; late events may join two to one.
import type { Context, TimerOwner } from './definition.ts'
import type { Timer } from './timers.ts'

/** Times of the first and the last event, ms since 1970: both belong to it. */
export type Session = Readonly<{ start: number; end: number }>

export type EndedSession = Session &
  Readonly<{
    /** 1 when the gap after it first passed; one more than the highest that it replaces each time late events change it */
    revision: number
    /** Starts of the sessions told before that are part of this one: what was told of them no longer holds. */
    replaces: readonly number[]
  }>

export type SessionSpec<Value> = Readonly<{
  /** one of its kind in the processor; part of the state's names */
  name: string
  /** ms without an event after which a session is over */
  gap: number
  /** ms after that during which late events still change it */
  lateness: number
  empty: Value
  /** The value of two sessions that an event between them has made one. */
  merge(earlier: Value, later: Value): Value
  /** The session is over, or was corrected. `context.key` says whose. */
  onEnd(session: EndedSession, value: Value, context: Context): void
}>

export type Sessions<Value> = TimerOwner &
  Readonly<{
    /** Folds something that happened `at` into the session that it belongs to; too late for any: an EventTooLate. */
    add(context: Context, at: number, fold: (value: Value) => Value): void
    /** Those of the key that are not dropped yet, in the order of their times. */
    read(context: Context): readonly (Session & Readonly<{ value: Value }>)[]
  }>

type Kept<Value> = Session & Readonly<{ value: Value; revision: number; told: readonly number[] }>

/** Sessions for a processor: name them in its `windows`, call `add` in its handlers. */
export const sessioned = <Value>(spec: SessionSpec<Value>): Sessions<Value> => {
  const { name, gap, lateness, empty, merge, onEnd } = spec
  const timers = `session-window ${name} `
  const endTimer = (start: number) => `${timers}end ${start}`
  const dropTimer = (start: number) => `${timers}drop ${start}`
  const read = ({ state }: Context) => state.get<readonly Kept<Value>[]>(timers) ?? []
  const byStart = (a: Session, b: Session) => a.start - b.start

  const keep = ({ state }: Context, all: readonly Kept<Value>[]) =>
    all.length ? state.put(timers, all.toSorted(byStart)) : state.delete(timers)

  const joined = (one: Kept<Value>, next: Kept<Value>): Kept<Value> => ({
    start: Math.min(one.start, next.start),
    end: Math.max(one.end, next.end),
    value: merge(one.value, next.value),
    revision: Math.max(one.revision, next.revision),
    told: [...one.told, ...next.told],
  })

  const add = (context: Context, at: number, fold: (value: Value) => Value) => {
    const all = read(context)
    const touches = ({ start, end }: Session) => start - gap <= at && at <= end + gap
    const [first, ...more] = all.filter(touches)
    if (!first && context.watermark >= at + gap + lateness) return context.tooLate(name, { start: at, end: at }, at)
    const before = more.reduce(joined, first ?? { start: at, end: at, value: empty, revision: 0, told: [] })
    const now = {
      ...before,
      start: Math.min(before.start, at),
      end: Math.max(before.end, at),
      value: fold(before.value),
    }
    keep(context, [...all.filter((one) => !touches(one)), now])
    for (const { start } of first ? [first, ...more] : []) {
      context.cancelTimer(endTimer(start))
      context.cancelTimer(dropTimer(start))
    }
    context.setTimer(endTimer(now.start), Math.max(now.end + gap, context.watermark))
    context.setTimer(dropTimer(now.start), now.end + gap + lateness)
  }

  const fire = ({ name: text }: Timer, context: Context) => {
    const [kind, from] = text.slice(timers.length).split(' ')
    const all = read(context)
    const one = all.find(({ start }) => start === Number(from))
    if (!one) return
    const others = all.filter((other) => other !== one)
    if (kind === 'drop') return keep(context, others)
    const { start, end, value, told } = one
    const revision = one.revision + 1
    keep(context, [...others, { ...one, revision, told: [start] }])
    onEnd({ start, end, revision, replaces: told.filter((other) => other !== start) }, value, context)
  }

  return { timers, add, read, fire }
}
