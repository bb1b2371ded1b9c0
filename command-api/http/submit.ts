// From a request to a command and from its outcome to the answer (DESIGN.md 3, protocol 20).
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { assertNever } from '../../domain/decision.ts'
import { idempotencyKeyOf } from '../../platform/idempotency.ts'
import type { Metrics } from '../../platform/metrics.ts'
import { isProblemName, type Problem, problem } from '../../platform/problems.ts'
import { type Commands, commandIdOf, type Timeless } from '../../runtime/index.ts'
import type { CatalogueCommand } from '../../schemas/generated/types/catalogue.ts'
import type { CommerceCommand } from '../../schemas/generated/types/commerce.ts'
import type { CouponsCommand } from '../../schemas/generated/types/coupons.ts'
import type { IdentityCommand } from '../../schemas/generated/types/identity.ts'
import type { PlansCommand } from '../../schemas/generated/types/plans.ts'
import type { SellersCommand } from '../../schemas/generated/types/sellers.ts'

/**
 * A command without its time, which the decider gives it. The key is its topic's: filmId, viewerId, personId, sellerId,
 * couponId, planId.
 */
export type Asked =
  | Readonly<{ context: 'catalogue'; key: string; command: Timeless<CatalogueCommand> }>
  | Readonly<{ context: 'commerce'; key: string; command: Timeless<CommerceCommand> }>
  | Readonly<{ context: 'identity'; key: string; command: Timeless<IdentityCommand> }>
  | Readonly<{ context: 'coupons'; key: string; command: Timeless<CouponsCommand> }>
  | Readonly<{ context: 'sellers'; key: string; command: Timeless<SellersCommand> }>
  | Readonly<{ context: 'plans'; key: string; command: Timeless<PlansCommand> }>

export type AskedOf<Context extends Asked['context']> = Extract<Asked, { context: Context }>['command']

/** Who asks, under which key, with which body (as a hash): what makes a retry the same command. */
export type Sender = Readonly<{
  actor: string
  idempotencyKey: string
  bodyHash: string
  simulated: boolean
  /** what the key is for, when one request sends several commands of a kind; the command's name unless given */
  operation?: string
}>

export type Outcome = Awaited<ReturnType<Commands['submit']>>
export type Accepted = Extract<Outcome, { status: 'accepted' }>
export type Pending = Extract<Outcome, { status: 'pending' }>

/** The request, or the event, that a command follows from: its id and its trace go into the headers of all that follows. */
export type From = Readonly<{ id: string; raw: Readonly<{ headers: IncomingHttpHeaders }> }>

export type Submit = (asked: Asked, sender: Sender, from: From) => Promise<Outcome>

export const createSubmit =
  (commands: Commands, metrics: Metrics, waitMs = 5_000): Submit =>
  async ({ context, key, command }, { operation, ...sender }, { id, raw }) => {
    const { actor, idempotencyKey, bodyHash, simulated } = sender
    const commandId = commandIdOf(actor, operation ?? command.type, key, idempotencyKey)
    const outcome = await commands.submit(context, command, {
      key,
      commandId,
      bodyHash,
      actor,
      simulated,
      correlationId: id,
      ...traceOf(raw.headers.traceparent),
      waitMs,
    })
    metrics.commands.inc({ context, command: command.type, outcome: outcome.status })
    return outcome
  }

/** W3C Trace Context; anything else is left out. */
const traceOf = (traceparent: unknown): { traceparent?: string } =>
  typeof traceparent === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent)
    ? { traceparent }
    : {}

/** The key of this request; the answer tells it, whatever becomes of the command. */
export const keyFor = (request: FastifyRequest, reply: FastifyReply): string => {
  const key = idempotencyKeyOf(request.headers)
  reply.header('idempotency-key', key)
  return key
}

/** Accepted and pending are left to the route, everything else is thrown as the problem that it is. */
export const decided = (outcome: Outcome, reply: FastifyReply): Accepted | Pending => {
  if ('position' in outcome) reply.header('position', outcome.position)
  if (outcome.status === 'accepted' || outcome.status === 'pending') return outcome
  throw problemOf(outcome)
}

/** For answers that only the outcome can name (a token, a log-in): not knowing it is a 504. */
export const decidedNow = (outcome: Outcome, reply: FastifyReply, idempotencyKey: string): Accepted => {
  const known = decided(outcome, reply)
  if (known.status === 'accepted') return known
  throw problem('outcome-unknown', undefined, { commandId: known.commandId, idempotencyKey })
}

const problemOf = (outcome: Exclude<Outcome, Accepted | Pending>): Problem => {
  switch (outcome.status) {
    case 'refused':
      return problem(
        isProblemName(outcome.problem) ? outcome.problem : 'conflict',
        outcome.detail,
        again(outcome.problem),
      )
    case 'failed':
      return problem('internal', 'The command could not be decided.', { commandId: outcome.commandId })
    case 'unavailable':
      return outcome.problem
        ? problem(outcome.problem, undefined, { retryAfter: outcome.retryAfter })
        : problem('unavailable', 'Nothing was handed over; send it again.', { retryAfter: outcome.retryAfter })
    case 'body-mismatch':
      return problem('idempotency-key-reused')
    default:
      return assertNever(outcome)
  }
}

const again = (name: string) => (name === 'command-expired' ? { retryAfter: 1 } : {})

/** 202 with the address where the outcome will be told. */
export const sayPending = ({ commandId }: Pending, reply: FastifyReply) => {
  reply.code(202).header('location', `/v1/commands/${commandId}`)
  return { commandId, status: 'pending' as const }
}
