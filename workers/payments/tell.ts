// What the worker tells the log about a payment, and what that means for its next step.
import { assertNever } from '../../domain/decision.ts'
import type { Logger } from '../../platform/logger.ts'
import { type Commands, idOf, type Outcome, type Timeless } from '../../runtime/index.ts'
import type { CommerceCommand } from '../../schemas/generated/types/commerce.ts'
import type { PaymentProvider } from './provider.ts'

export type StepDeps = Readonly<{
  provider: PaymentProvider
  commands: Pick<Commands, 'submit'>
  /** where the payer comes back to after authenticating */
  returnUrl: (orderId: string) => string
  /** how often a command that failed in the decider is sent under another id, from 1 */
  tries: number
  logger: Logger
}>

/** `told`: the log has it, its event will come. `wait`: the provider or the payer is to move. `again`: try soon. */
export type Stepped = 'told' | 'wait' | 'again'

/** Whose order it is about. */
export type Subject = Readonly<{
  viewerId: string
  orderId: string
  simulated: boolean
  /** what the same words are said for again: they are then another command */
  cause?: string
}>

export type Command = Timeless<CommerceCommand>

export const tell = async (deps: StepDeps, subject: Subject, command: Command): Promise<Stepped> =>
  stepped(deps, subject, await send(deps, subject, command))

/**
 * The id follows from what is said: said again, it is answered with the outcome that there is. That it failed in the
 * decider is an outcome too; it had no effect, so each later try may go one attempt further (H19).
 */
export const send = async (
  { commands, tries }: StepDeps,
  { viewerId, simulated, orderId, cause }: Subject,
  command: Command,
): Promise<Outcome> => {
  const said = Object.entries(command).map(([field, value]) => `${field}=${value}`)
  const sender = { actor: 'payments', correlationId: orderId, simulated }
  for (let attempt = 1; ; attempt++) {
    const commandId = idOf(
      'payments',
      ...said,
      ...(cause ? [`cause=${cause}`] : []),
      ...(attempt > 1 ? [`attempt=${attempt}`] : []),
    )
    const outcome = await commands.submit('commerce', command, {
      ...{ key: viewerId, commandId, bodyHash: commandId },
      ...sender,
    })
    if (outcome.status !== 'failed' || attempt >= tries) return outcome
  }
}

export const stepped = ({ logger }: StepDeps, { orderId }: Pick<Subject, 'orderId'>, outcome: Outcome): Stepped => {
  switch (outcome.status) {
    case 'accepted':
      return 'told'
    case 'pending':
    case 'unavailable':
      return 'again'
    case 'refused':
      if (outcome.problem === 'command-expired') return 'again'
      logger.warn({ orderId, problem: outcome.problem, detail: outcome.detail }, 'the log knows better')
      return 'told'
    case 'failed':
    case 'body-mismatch':
      logger.error({ orderId, status: outcome.status }, 'a command about a payment was not decided')
      return 'again'
    default:
      return assertNever(outcome)
  }
}
