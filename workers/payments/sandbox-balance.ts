// The platform's balance at the sandbox provider, by HTTP only.
import { Type } from 'typebox'
import type { Movement, ProviderBalance } from './balance.ts'
import { type SandboxOptions, sandboxClient } from './sandbox-client.ts'

const kinds = ['payment', 'refund', 'dispute', 'dispute-won', 'transfer'] as const
const Answered = Type.Object({
  at: Type.Integer(),
  kind: Type.Union(kinds.map((kind) => Type.Literal(kind))),
  source: Type.String(),
  currency: Type.String(),
  amount: Type.Integer(),
  fee: Type.Integer(),
})
const Page = Type.Object({ items: Type.Array(Answered), next: Type.Union([Type.String(), Type.Null()]) })

const movementOf = ({ kind, source, currency, amount, fee, at }: Type.Static<typeof Answered>): Movement => ({
  ...{ kind, reference: source, currency, amount: BigInt(amount), fee: BigInt(fee), feeCurrency: currency, at },
})

export const sandboxBalance = (options: SandboxOptions): ProviderBalance => {
  const call = sandboxClient(options)
  return {
    name: 'sandbox',
    movements: async (from, until) => {
      const found: Movement[] = []
      for (let after = ''; ; ) {
        const path = `/v1/movements?from=${from}&until=${until}${after && `&after=${after}`}`
        const { items, next } = await call(Page, { method: 'GET', path })
        found.push(...items.map(movementOf))
        if (next === null) return found
        after = next
      }
    },
  }
}
