// Kafka's requests and answers told apart on their way through a proxy: each kind may be lost before or after it took effect.
import type { Socket } from 'node:net'
import type { Wire } from '../tcp-proxy.ts'

/** Request kinds by their number in the protocol: those that a log of ours sends. */
export const kinds = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  ApiVersions: 18,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  EndTxn: 26,
} as const
export type Kind = keyof typeof kinds

const kindOf = new Map(Object.entries(kinds).map(([name, key]) => [key as number, name as Kind]))

/**
 * What becomes of one request: `lose` it before the broker sees it, `lose-answer` after it took effect; both end the
 * connection. A promise holds the request, and what comes behind it on this connection, until it resolves.
 */
export type Fate = 'pass' | 'lose' | 'lose-answer' | Promise<'pass' | 'lose'>

/** Splits a stream into Kafka's frames: four bytes of length, then the body. */
const frames = (each: (frame: Buffer) => void) => {
  let rest: Buffer[] = []
  let length = 0
  return (chunk: Buffer): void => {
    rest.push(chunk)
    length += chunk.length
    while (length >= 4) {
      const head = rest[0] as Buffer
      const all = head.length >= 4 ? head : Buffer.concat(rest)
      const size = 4 + all.readInt32BE(0)
      if (length < size) return
      const whole = rest.length === 1 || all !== head ? all : Buffer.concat(rest)
      const left = whole.subarray(size)
      rest = left.length ? [left] : []
      length = left.length
      each(whole.subarray(0, size))
    }
  }
}

export type FrameHooks = Readonly<{
  /** asked for every request */
  fate(kind: Kind): Fate
  /** told when a connection was ended with a request or an answer under way */
  lost?(kind: Kind, what: 'lose' | 'lose-answer'): void
  /** told of every answer that is passed on; the frame begins with its length and the correlation id */
  answered?(kind: Kind, frame: Buffer): void
}>

export const kafkaFrames =
  ({ fate, lost, answered }: FrameHooks): Wire =>
  (client: Socket, server: Socket) => {
    const asked = new Map<number, Kind>()
    const doomed = new Set<number>()
    let turn: Promise<void> | undefined
    const end = (kind: Kind, what: 'lose' | 'lose-answer') => {
      lost?.(kind, what)
      client.destroy()
      server.destroy()
    }
    const forward = (frame: Buffer, kind: Kind | undefined, decided: Exclude<Fate, Promise<unknown>>) => {
      if (kind && decided === 'lose') return end(kind, 'lose')
      if (kind) asked.set(frame.readInt32BE(8), kind)
      if (decided === 'lose-answer') doomed.add(frame.readInt32BE(8))
      server.write(frame)
    }
    client.on(
      'data',
      frames((frame) => {
        const kind = kindOf.get(frame.readInt16BE(4))
        const decided = kind ? fate(kind) : 'pass'
        if (turn === undefined && typeof decided === 'string') return forward(frame, kind, decided)
        const mine = (turn ?? Promise.resolve()).then(async () => forward(frame, kind, await decided))
        turn = mine
        void mine.finally(() => {
          if (turn === mine) turn = undefined
        })
      }),
    )
    server.on(
      'data',
      frames((frame) => {
        const id = frame.readInt32BE(4)
        const kind = asked.get(id)
        asked.delete(id)
        if (kind && doomed.delete(id)) return end(kind, 'lose-answer')
        if (kind) answered?.(kind, frame)
        client.write(frame)
      }),
    )
  }
