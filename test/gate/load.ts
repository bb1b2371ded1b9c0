// Commands to accounts without an end until told, each sent again with its id until its outcome is known; then the checker.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Outcome } from '../../runtime/commands/outcome.ts'
import type { Client, House } from '../../runtime/deciders/house.ts'
import { check } from '../../runtime/deciders/under-fire.ts'
import { eventually } from '../../runtime/eventually.ts'
import { idOf } from '../../runtime/ids.ts'

export type Load = Readonly<{
  /** outcome per command id */
  answered: ReadonlyMap<string, Outcome>
  seen: { pending: number; unavailable: number; repeats: number }
  /** Resolves when so many more were answered than at the call. */
  more(count: number, withinMs?: number): Promise<void>
  /** Sends nothing new; resolves when all that was sent is answered. */
  stop(): Promise<void>
  /** Gives up what is not answered yet: for the end of a test that failed. */
  abandon(): void
}>

type Options = Readonly<{ clients?: number; keys?: number; waitMs?: number; pauseMs?: number }>

export const startLoad = (
  client: Pick<Client, 'send'>,
  { clients = 8, keys = 16, waitMs = 1_500, pauseMs = 5 }: Options = {},
): Load => {
  const answered = new Map<string, Outcome>()
  const seen = { pending: 0, unavailable: 0, repeats: 0 }
  let going = true
  let abandoned = false

  const insist = async (send: () => Promise<Outcome>): Promise<Outcome> => {
    for (;;) {
      if (abandoned) throw new Error('abandoned')
      const outcome = await send()
      if (outcome.status === 'pending') seen.pending++
      else if (outcome.status === 'unavailable') {
        seen.unavailable++
        await wait(100)
      } else return outcome
    }
  }
  const one = async () => {
    while (going) {
      const id = randomUUID()
      const key = `k${Math.floor(Math.random() * keys)}`
      const amount = 1 + Math.floor(Math.random() * 4)
      const command = { type: Math.random() < 0.5 ? ('Deposit' as const) : ('Withdraw' as const), amount }
      const send = () => client.send(key, command, { id, waitMs })
      answered.set(idOf(id), await insist(send))
      if (Math.random() < 0.1) {
        seen.repeats++
        answered.set(idOf(id), await insist(send))
      }
      await wait(pauseMs * Math.random() * 2)
    }
  }
  const all = Promise.all(Array.from({ length: clients }, one))
  all.catch(() => undefined)
  return {
    answered,
    seen,
    more: async (count, withinMs = 60_000) => {
      const wanted = answered.size + count
      await eventually(`${count} more commands answered`, () => answered.size >= wanted, withinMs)
    },
    stop: async () => {
      going = false
      await all
    },
    abandon: () => {
      going = false
      abandoned = true
    },
  }
}

/**
 * What must hold of everything on the log (protocol 23): each id decided once, versions and balances whole, each answer
 * what stands there, nothing hanging.
 */
export const checkAll = async (house: House, { answered }: Load): Promise<number> => {
  const records = await house.records()
  check(records, answered)
  return records.length
}
