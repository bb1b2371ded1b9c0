// What is the fault of a record, and what is nobody's: the first is parked after some tries, the second is waited out.
import { BadBytes, UnknownSchemaId } from './codec.ts'
import { NotSent, UnknownOutcome } from './log.ts'
import { RegistryFailed } from './registry.ts'

/** Records of one batch that cannot be applied, by offset, each with its error. */
export class Poisonous extends Error {
  override name = 'Poisonous'
  readonly causes: ReadonlyMap<bigint, unknown>
  constructor(causes: ReadonlyMap<bigint, unknown>) {
    const [first] = causes.values()
    super(`${causes.size} records cannot be applied, the first: ${errorText(first)}`, { cause: first })
    this.causes = causes
  }
}

/** What a handler throws is the fault of its record. */
export const blamed = <T>(offset: bigint, handle: () => T): T => {
  try {
    return handle()
  } catch (error) {
    throw new Poisonous(new Map([[offset, error]]))
  }
}

export type CauseKind = 'UNDECODABLE' | 'UNKNOWN_SCHEMA' | 'FAILED'

export const kindOf = (error: unknown): CauseKind => {
  if (error instanceof UnknownSchemaId) return 'UNKNOWN_SCHEMA'
  return error instanceof BadBytes ? 'UNDECODABLE' : 'FAILED'
}

const MOST_TEXT = 1_000

export const errorText = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, MOST_TEXT)

const network: ReadonlySet<unknown> = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED ETIMEDOUT EPIPE ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH'.split(' '),
)

/** The registry, the log or something else that is reached over a network does not answer: no record's fault (F13). */
export const isOutage = (error: unknown): boolean => {
  if (error instanceof RegistryFailed || error instanceof NotSent || error instanceof UnknownOutcome) return true
  if (!(error instanceof Error)) return false
  return ('code' in error && network.has(error.code)) || (error.cause !== undefined && isOutage(error.cause))
}
