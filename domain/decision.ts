// What every decider answers, and the check that a switch has answered every case.

/** The facts that now hold (none: nothing had to change), or the reason why nothing changed. */
export type Decision<Event> = readonly Event[] | Refusal

/** `type` is the name of a problem (platform/problems.ts); `detail` is what the client reads. */
export type Refusal = Readonly<{ refused: true; type: string; detail: string }>

export const refuse = (type: string, detail: string): Refusal => ({ refused: true, type, detail })

export const isRefusal = (decision: Decision<unknown>): decision is Refusal => 'refused' in decision

export const assertNever = (value: never): never => {
  throw new Error(`unhandled: ${JSON.stringify(value)}`)
}
