// What clients were told, against the log: nothing acknowledged is lost, one answer per key, own writes are read (P1, P4).
import { type Outcome, parsePosition } from '../../../runtime/index.ts'
import type { Evidence, Property } from '../evidence.ts'
import type { Request } from '../history.ts'

const final = (outcome: Outcome): outcome is Extract<Outcome, { position: string }> =>
  'position' in outcome && !(outcome.status === 'refused' && outcome.problem === 'command-expired')

const textOf = ({ operation, idempotencyKey, actor }: Request) => `${operation} ${idempotencyKey} of ${actor}`

const plain = (outcome: Outcome) =>
  JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? String(value) : value))

export const acknowledgedIsThere: Property = {
  name: 'what a client was told stands on the log',
  kind: 'safety',
  *check(evidence) {
    for (const request of evidence.history.requests)
      for (const outcome of request.answers.filter(final)) {
        const [at] = parsePosition(outcome.position)
        const found = evidence
          .told(at?.topic ?? '')
          .find(({ record }) => record.partition === at?.partition && record.offset === at.offset)
        const isRefused = found?.type === 'CommandRejected'
        if (found?.envelope.commandId !== outcome.commandId || isRefused !== (outcome.status === 'refused'))
          yield `${textOf(request)} was told ${plain(outcome)}; there stands ${found?.type} of ${found?.envelope.commandId}`
      }
    for (const { playbackId, sequence, acknowledged } of evidence.history.beats)
      if (acknowledged && !hasBeat(evidence, playbackId, sequence)) yield `beat ${sequence} of ${playbackId} is lost`
  },
}

const hasBeat = (evidence: Evidence, playbackId: string, sequence: number): boolean =>
  evidence.told('playback').some(({ fields }) => fields.playbackId === playbackId && fields.sequence === sequence)

export const oneAnswerPerKey: Property = {
  name: 'the same key is always the same command, with the same answer',
  kind: 'safety',
  *check({ history }) {
    for (const request of history.requests) {
      const ids = new Set(request.answers.flatMap((answer) => ('commandId' in answer ? [answer.commandId] : [])))
      const told = new Set(request.answers.filter(final).map(plain))
      if (ids.size > 1) yield `${textOf(request)} was ${ids.size} commands: ${[...ids]}`
      if (told.size > 1) yield `${textOf(request)} was told ${[...told].join(' and ')}`
      if (request.answers.some(({ status }) => status === 'failed' || status === 'body-mismatch'))
        yield `${textOf(request)} was told ${request.answers.map(plain)}`
    }
  },
}

export const ownWritesAreRead: Property = {
  name: 'who waits for a position reads what was written there',
  kind: 'safety',
  *check({ history }) {
    for (const { orderId, position, found } of history.reads)
      if (found === false) yield `order ${orderId}, written at ${position}, was not there`
  },
}

export const everyoneIsAnswered: Property = {
  name: 'every client is answered in the end',
  kind: 'progress',
  *check({ history }) {
    for (const request of history.requests)
      if (!request.isDone) yield `${textOf(request)} is not answered after ${request.tries} tries`
    for (const { orderId, position, found } of history.reads)
      if (found === undefined) yield `who wrote order ${orderId} at ${position} still waits to read it`
    for (const { playbackId, sequence, acknowledged } of history.beats)
      if (!acknowledged) yield `beat ${sequence} of ${playbackId} is not taken`
  },
}
