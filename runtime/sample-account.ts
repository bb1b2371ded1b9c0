// For specs of the runtime: a context small enough to check by head, and a codec that needs no schemas.
import type { Decider, Decision, RecordCodec } from './deciders/decider.ts'

export type AccountCommand = Readonly<
  | { type: 'Deposit'; now: number; amount: number }
  | { type: 'Withdraw'; now: number; amount: number }
  /** two events at once */
  | { type: 'Move'; now: number; amount: number }
  /** an event of so many bytes */
  | { type: 'Note'; now: number; bytes: number }
  | { type: 'Explode'; now: number }
>
export type AccountEvent = Readonly<
  | { type: 'Deposited'; at: number; amount: number }
  | { type: 'Withdrawn'; at: number; amount: number }
  | { type: 'Noted'; at: number; text: string }
>
export type Account = Readonly<{ balance: number; total: bigint }>

const decide = (command: AccountCommand, { balance }: Account): Decision<AccountEvent> => {
  const at = command.now
  switch (command.type) {
    case 'Deposit':
      return command.amount === 0 ? [] : [{ type: 'Deposited', at, amount: command.amount }]
    case 'Withdraw':
      if (command.amount > balance) return { refused: true, type: 'too-little', detail: `there is ${balance}` }
      return [{ type: 'Withdrawn', at, amount: command.amount }]
    case 'Move':
      return [
        { type: 'Deposited', at, amount: command.amount },
        { type: 'Withdrawn', at, amount: command.amount },
      ]
    case 'Note':
      return [{ type: 'Noted', at, text: 'x'.repeat(command.bytes) }]
    case 'Explode':
      throw new Error('boom')
    default:
      throw new Error(`unhandled ${JSON.stringify(command satisfies never)}`)
  }
}

const evolve = (account: Account, event: AccountEvent): Account => {
  switch (event.type) {
    case 'Deposited':
      return { balance: account.balance + event.amount, total: account.total + BigInt(event.amount) }
    case 'Withdrawn':
      return { ...account, balance: account.balance - event.amount }
    case 'Noted':
      return account
    default:
      throw new Error(`unhandled ${JSON.stringify(event satisfies never)}`)
  }
}

export const account = {
  name: 'account',
  codeVersion: 1,
  initial: { balance: 0, total: 0n },
  decide,
  evolve,
} satisfies Decider<AccountCommand, AccountEvent, Account>

const head = Buffer.from([0, 0, 0, 0, 1])

/** JSON behind the head that Confluent's wire format has; the time is left out, as the house's codec does. */
export const plainCodec = (): RecordCodec => ({
  encode: (name, data) => {
    const { at: _at, now: _now, ...fields } = data as { at?: number; now?: number }
    return Buffer.concat([head, Buffer.from(JSON.stringify({ ...fields, type: name }))])
  },
  decode: (value) => JSON.parse(value.subarray(head.length).toString()),
  learn: () => undefined,
})
