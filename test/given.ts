// given(past).when(command).then(events) or .refused(problem), for any decider.
import assert from 'node:assert/strict'
import { type Decision, isRefusal } from '../domain/decision.ts'

export const specFor =
  <Command, State, Event>(
    decide: (command: Command, state: State) => Decision<Event>,
    evolve: (state: State, event: Event) => State,
    initial: State,
  ) =>
  (...past: Event[]) => ({
    when: (command: Command) => {
      const decision = decide(command, past.reduce(evolve, initial))
      return {
        // biome-ignore lint/suspicious/noThenProperty: the third word of the spec; nobody awaits it
        then: (...events: Event[]) => assert.deepEqual(decision, events),
        refused: (type: string) =>
          assert.equal(isRefusal(decision) ? decision.type : `accepted: ${JSON.stringify(decision, plain)}`, type),
      }
    },
  })

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
