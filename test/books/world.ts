// The real deciders of commerce and sellers and the real bookkeeping between them, without servers: a command is decided
// once, what bookkeeping sends arrives late, in the order of each viewer, and now and then twice.

import { commerceDecider } from '../../domain/commerce/decider.ts'
import { couponsDecider } from '../../domain/coupons/decider.ts'
import { type Decision, isRefusal } from '../../domain/decision.ts'
import { sellersDecider } from '../../domain/sellers/decider.ts'
import { eventIdOf, type Happened, idOf, type Send, type Timeless } from '../../runtime/index.ts'
import type { CommerceCommand } from '../../schemas/generated/types/commerce.ts'
import type { SellersCommand } from '../../schemas/generated/types/sellers.ts'
import { bookkeeping } from '../../workers/bookkeeping/process.ts'

type Decider = Readonly<{
  initial: unknown
  decide(command: never, state: never): Decision<unknown>
  evolve(state: never, event: never): unknown
}>

const deciders: Readonly<Record<string, Decider>> = {
  commerce: commerceDecider,
  sellers: sellersDecider,
  coupons: couponsDecider,
}

export type Commerce = Timeless<CommerceCommand>
export type Sellers = Timeless<SellersCommand>

type Sent = Readonly<{ send: Send; commandId: string }>

export const openWorld = (began: number) => {
  let now = began
  const states = new Map<string, unknown>()
  const decided = new Map<string, boolean>()
  const versions = new Map<string, number>()
  const happened: Happened[] = []
  /** by the viewer whose event they follow from */
  const onTheirWay = new Map<string, Sent[]>()

  const note = (topic: string, key: string, event: Happened['event'], commandId: string, index: number): void => {
    const stands = `${topic} ${key}`
    const offset = BigInt(happened.length)
    const streamVersion = (versions.get(stands) ?? 0) + 1
    versions.set(stands, streamVersion)
    const place = { topic, partition: 0, offset, position: `${topic}/0@${offset}`, key }
    const meta = { ...place, streamVersion, commandId, simulated: false, occurredAt: now }
    const one = { event, meta: { ...meta, eventId: eventIdOf(commandId, index) } }
    happened.push(one)
    if (topic !== 'commerce' || !bookkeeping.names.has(event.type)) return
    const line = onTheirWay.get(key) ?? []
    onTheirWay.set(key, line)
    for (const send of bookkeeping.sends(one)) line.push({ send, commandId: idOf(one.meta.eventId, send.step ?? '') })
  }

  /** Whether it was accepted; said again under the same id, what was decided then. */
  const decide = (context: string, key: string, command: object, commandId: string): boolean => {
    const before = decided.get(commandId)
    if (before !== undefined) return before
    const { initial, decide, evolve } = deciders[context] as Decider
    const stands = `${context} ${key}`
    const state = states.get(stands) ?? initial
    // Each decision has a millisecond of its own, as the ledger is read by time.
    const decision = decide({ ...command, now: ++now } as never, state as never)
    decided.set(commandId, !isRefusal(decision))
    if (isRefusal(decision)) return false
    states.set(
      stands,
      decision.reduce((folded, event) => evolve(folded as never, event as never), state),
    )
    for (const [i, event] of decision.entries()) note(context, key, event as Happened['event'], commandId, i)
    return true
  }

  let asked = 0
  const deliver = (viewerId: string, count: number, twice: boolean): void => {
    const line = onTheirWay.get(viewerId) ?? []
    const lot = line.splice(0, count)
    for (const { send, commandId } of twice ? [...lot, ...lot] : lot)
      decide(send.context, send.key, send.command, commandId)
  }

  return {
    happened: happened as readonly Happened[],
    now: () => now,
    pass: (ms: number) => {
      now += ms
    },
    commerce: (command: Commerce): boolean => decide('commerce', command.viewerId, command, idOf('asked', asked++)),
    sellers: (command: Sellers): boolean => decide('sellers', command.sellerId, command, idOf('asked', asked++)),
    deliver,
    deliverAll: () => {
      for (const viewerId of onTheirWay.keys()) deliver(viewerId, Number.POSITIVE_INFINITY, false)
    },
  }
}

export type World = ReturnType<typeof openWorld>
