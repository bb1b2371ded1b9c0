// What a context says about itself: how it decides, and what its events do to its state. Pure functions only.

/** Anything that stands on the log: a record by its short name. */
export type Message = Readonly<{ type: string }>

/** `type` is the name of a problem; `detail` is what the client reads. */
export type Refusal = Readonly<{ refused: true; type: string; detail: string }>

/** The facts that now hold (none: nothing had to change), or the reason why nothing changed. */
export type Decision<Event> = readonly Event[] | Refusal

/**
 * A context: one aggregate per key. `name` is its topic; its commands stand on `commands.<name>`.
 * `decide` and `evolve` see nothing but their arguments: the time is in `command.now`, ms since 1970.
 * `codeVersion` rises when `evolve` or the shape of the state changes: local stores are then made anew from the log.
 * State is whatever `node:v8` serializes.
 */
export type Decider<Command, Event, State> = Readonly<{
  name: string
  codeVersion: number
  initial: State
  decide(command: Command, state: State): Decision<Event>
  evolve(state: State, event: Event): State
}>

/** A decider whose types are its own business. */
export type AnyDecider = Decider<Message, Message & { at: number }, unknown>

export const isRefusal = (decision: Decision<unknown>): decision is Refusal => 'refused' in decision

/** What the runtime asks of a codec (codec.ts has the house's). */
export type RecordCodec = Readonly<{
  encode(name: string, data: object): Buffer
  decode(value: Buffer): Message
  learn(values: Iterable<Buffer>): Promise<void> | undefined
}>

/** The protocol's own records, which stand among a context's events and change no state. */
export const PROTOCOL_RECORDS = {
  barrier: 'Barrier',
  rejected: 'CommandRejected',
  failed: 'CommandFailed',
  nothing: 'NothingChanged',
  expired: 'CommandExpired',
} as const

const protocolNames: ReadonlySet<string> = new Set(Object.values(PROTOCOL_RECORDS))
export const isProtocolRecord = (type: string): boolean => protocolNames.has(type)
