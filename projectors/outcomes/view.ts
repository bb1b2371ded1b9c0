// What query-api may ask of outcomes.
import type { ReadStore } from '../../platform/postgres.ts'

export type CommandOutcome = Readonly<{
  commandId: string
  /** personId of who sent it */
  actor: string
  status: 'accepted' | 'refused' | 'failed'
  key: string
  events: readonly string[]
  problem: string | null
  detail: string | null
  position: string
  /** ms since 1970 */
  at: number
}>

/** Undefined while it is not decided, or a week after. The caller checks that it is the actor's own. */
export const outcomeOf = async (store: ReadStore, commandId: string): Promise<CommandOutcome | undefined> =>
  (
    await store.rows<CommandOutcome>`
      select command_id, actor, status, key, events, problem, detail, position, at
      from outcomes where command_id = ${commandId}`
  )[0]
