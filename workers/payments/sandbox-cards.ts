// Cards that the sandbox provider keeps.
import { Type } from 'typebox'
import type { CardKeeper } from './card-keeper.ts'
import { type SandboxOptions, sandboxClient } from './sandbox-client.ts'

const Customer = Type.Object({ id: Type.String() })
const Card = Type.Object({ id: Type.String(), brand: Type.String(), lastFour: Type.String(), expires: Type.String() })
const Done = Type.Object({ done: Type.Literal(true) })

const at = (kind: string, id: string, what: string) => `/v1/${kind}/${encodeURIComponent(id)}/${what}`

export const sandboxCards = (options: SandboxOptions): CardKeeper => {
  const call = sandboxClient(options)
  return {
    name: 'sandbox',
    openCustomer: async (viewerId) => {
      const [body, key] = [{ metadata: { viewerId } }, `customer:${viewerId}`]
      return (await call(Customer, { method: 'POST', path: '/v1/customers', body, key })).id
    },
    keep: async (paymentId, customerId) => {
      const path = at('payments', paymentId, 'card')
      const { id: token, ...shown } = await call(Card, { method: 'POST', path, body: { customerId } })
      return { token, ...shown }
    },
    remove: async (token) => {
      await call(Done, { method: 'POST', path: at('cards', token, 'removal'), body: {} })
    },
    forget: async (customerId) => {
      await call(Done, { method: 'POST', path: at('customers', customerId, 'removal'), body: {} })
    },
  }
}
