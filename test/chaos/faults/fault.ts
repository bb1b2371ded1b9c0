// What a kind of fault is given, and how it looks at what it did.
import type { sandboxBank } from '../../sandbox-bank.ts'
import type { Load } from '../load.ts'
import type { Random } from '../random.ts'
import type { Rooms, Slot } from '../rooms.ts'
import type { ChaosServers } from '../servers.ts'

export type Field = Readonly<{
  servers: ChaosServers
  rooms: Rooms
  load: Load
  random: Random
  bank: ReturnType<typeof sandboxBank>
}>

/** Resolves to whether its effect was seen; what was broken is whole again when it resolves. */
export type Fault = (field: Field) => Promise<boolean>

export const upOf = ({ rooms, random }: Field, kind: string): Slot | undefined => {
  const up = rooms.slots(kind).filter((slot) => slot.process() !== undefined)
  return up.length ? random.of(up) : undefined
}

/** What all rooms but `except` say from now on. */
export const listen = ({ rooms }: Field, except?: Slot) => {
  const marks = rooms.slots().map((slot) => [slot, slot.mark()] as const)
  return (pattern: RegExp): boolean =>
    marks.some(([slot, mark]) => slot !== except && pattern.test(slot.saidSince(mark)))
}

/** In a room's log when a connection was cut or an answer did not come. */
export const broken =
  /ECONNRESET|Closed connection|Connection (error|timeout|terminated)|connection broke|timed out|timeout exceeded|ECONNREFUSED|unknown outcome/
