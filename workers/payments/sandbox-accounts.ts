// Sellers at the sandbox provider, by HTTP only.
import { Type } from 'typebox'
import { type SandboxOptions, sandboxClient } from './sandbox-client.ts'
import type { SellerAccount, SellerAccounts } from './seller-accounts.ts'

const Account = Type.Object({
  id: Type.String(),
  status: Type.Union([Type.Literal('pending'), Type.Literal('active'), Type.Literal('restricted')]),
})
const Link = Type.Object({ url: Type.String(), expiresAt: Type.Number() })
const Transfer = Type.Object({ id: Type.String(), amount: Type.Integer() })
const Transfers = Type.Object({ items: Type.Array(Transfer) })

const accountOf = ({ id, status }: Type.Static<typeof Account>): SellerAccount => ({
  accountId: id,
  status,
  reason: status === 'restricted' ? 'restricted' : null,
})
const transferOf = ({ id, amount }: Type.Static<typeof Transfer>) => ({ transferId: id, amount: BigInt(amount) })

export const sandboxAccounts = (options: SandboxOptions): SellerAccounts => {
  const call = sandboxClient(options)
  const at = (accountId: string) => `/v1/accounts/${encodeURIComponent(accountId)}`
  return {
    name: 'sandbox',
    open: async ({ sellerId, country }) => {
      const body = { country, metadata: { sellerId } }
      const key = `account:${sellerId}`
      return accountOf(await call(Account, { method: 'POST', path: '/v1/accounts', body, key }))
    },
    retrieve: async (id) => accountOf(await call(Account, { method: 'GET', path: at(id) })),
    link: (id, returnUrl) => call(Link, { method: 'POST', path: `${at(id)}/links`, body: { returnUrl } }),
    transfer: async ({ payoutId, accountId, amount, currency }) => {
      const body = { accountId, amount: Number(amount), currency, metadata: { payoutId } }
      const key = `payout:${payoutId}`
      return transferOf(await call(Transfer, { method: 'POST', path: '/v1/transfers', body, key }))
    },
    transfers: async (payoutId) => {
      const path = `/v1/transfers?payoutId=${encodeURIComponent(payoutId)}`
      return (await call(Transfers, { method: 'GET', path })).items.map(transferOf)
    },
  }
}
