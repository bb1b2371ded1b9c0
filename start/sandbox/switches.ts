// What a tester may ask of the sandbox: an outage, and webhooks that come late, twice or out of order.
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Database } from './database.ts'

/**
 * `refuse`: every call is answered 503. `hang`: no call is answered. `lose-answers`: calls take effect, then the
 * connection is cut before the answer. Webhooks are not sent meanwhile.
 */
export type Outage = 'off' | 'refuse' | 'hang' | 'lose-answers'
export const outages = ['off', 'refuse', 'hang', 'lose-answers'] as const

/** How webhooks are sent: `delayMs` late, each `times` times, `reverse` = held until the payment ends, newest first. */
export const Behaviour = Type.Object(
  {
    delayMs: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
    times: Type.Integer({ minimum: 1, maximum: 5 }),
    reverse: Type.Boolean(),
    /** how long pm_delay takes; null: as configured */
    settleMs: Type.Union([Type.Integer({ minimum: 0, maximum: 86_400_000 }), Type.Null()]),
    /** how long a day of a subscription takes, a month then being 30 of them; null: the calendar's */
    dayMs: Type.Union([Type.Integer({ minimum: 1, maximum: 86_400_000 }), Type.Null()]),
  },
  { additionalProperties: false },
)
export type Behaviour = Type.Static<typeof Behaviour>

export const punctual: Behaviour = { delayMs: 0, times: 1, reverse: false, settleMs: null, dayMs: null }

export type Switches = Readonly<{
  outage(): Outage
  setOutage(outage: Outage): void
  behaviour(): Behaviour
  setBehaviour(behaviour: Behaviour): void
}>

/** Kept in the file: a switch stays as it was set when the sandbox is started again. */
export const openSwitches = ({ sql }: Database): Switches => {
  const read = sql.prepare('select value from switch where name = ?')
  const put = sql.prepare('insert into switch values (?, ?) on conflict (name) do update set value = excluded.value')
  const get = <T>(name: string, fallback: T): T => {
    const value = read.get(name)?.value
    return typeof value === 'string' ? (JSON.parse(value) as T) : fallback
  }
  const set = (name: string, value: unknown) => void put.run(name, JSON.stringify(value))
  return {
    outage: () => get<Outage>('outage', 'off'),
    setOutage: (outage) => set('outage', outage),
    behaviour: () => ({ ...punctual, ...get<Partial<Behaviour>>('behaviour', {}) }),
    setBehaviour: (behaviour) => set('behaviour', behaviour),
  }
}

/** A single payment may say otherwise, by its metadata: a JSON object under `sandbox`. Nonsense there says nothing. */
export const behaviourOf = (metadata: Readonly<Record<string, string>>, usual: Behaviour): Behaviour => {
  try {
    const wanted: unknown = { ...usual, ...JSON.parse(metadata.sandbox ?? '{}') }
    return Value.Check(Behaviour, wanted) ? wanted : usual
  } catch {
    return usual
  }
}
