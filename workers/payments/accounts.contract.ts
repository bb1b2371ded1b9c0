// What every provider that pays sellers must do: run by each adapter's int spec against a real server.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { ProviderRefused, ProviderUnavailable } from './provider.ts'
import type { SellerAccounts } from './seller-accounts.ts'

export type AccountsContract = Readonly<{
  accounts: () => SellerAccounts
  /** the same adapter for a port where nobody listens */
  unreachable: () => SellerAccounts
  /** undefined when the server keeps no state (stripe-mock): then only requests and shapes are checked */
  stateful:
    | Readonly<{
        /** what the seller does on the provider's page */
        finish(url: string): Promise<unknown>
        /** so much is there to be paid, minor units of EUR */
        balance: bigint
      }>
    | undefined
}>

const back = 'http://shop.example/studio/account'

export const accountsContract = ({ accounts, unreachable, stateful }: AccountsContract): void => {
  const seller = () => ({ sellerId: randomUUID(), country: 'DE' })

  test('every call about a seller is understood', async () => {
    const { accountId } = await accounts().open(seller())
    assert.equal((await accounts().retrieve(accountId)).accountId, accountId)
    const { url, expiresAt } = await accounts().link(accountId, back)
    assert.match(url, /^https?:\/\//)
    assert.ok(expiresAt > 0)
    assert.ok(Array.isArray(await accounts().transfers(randomUUID())))
    if (stateful) return
    const payout = { payoutId: randomUUID(), accountId, amount: 500n, currency: 'EUR' }
    assert.ok((await accounts().transfer(payout)).transferId.length > 0)
  })

  test('a provider of sellers that does not answer is unavailable', async () => {
    const gone = unreachable()
    for (const call of [
      () => gone.open(seller()),
      () => gone.retrieve('acct_1'),
      () => gone.link('acct_1', back),
      () => gone.transfers(randomUUID()),
    ])
      await assert.rejects(call, ProviderUnavailable)
  })

  if (!stateful) return
  const { finish, balance } = stateful

  test('a seller is opened once, and may be paid when they have finished on the page, which is good once', async () => {
    const one = seller()
    const opened = await accounts().open(one)
    assert.deepEqual(opened, { accountId: opened.accountId, status: 'pending', reason: null })
    assert.deepEqual(await accounts().open(one), opened)
    const payout = { payoutId: randomUUID(), accountId: opened.accountId, amount: 1n, currency: 'EUR' }
    await assert.rejects(
      () => accounts().transfer(payout),
      (error) => error instanceof ProviderRefused && error.reason === 'account-not-active',
    )
    const { url } = await accounts().link(opened.accountId, back)
    await finish(url)
    assert.equal((await accounts().retrieve(opened.accountId)).status, 'active')
  })

  test('a payout is transferred once, and never more than is there', async () => {
    const { accountId } = await accounts().open(seller())
    await finish((await accounts().link(accountId, back)).url)
    const payout = { payoutId: randomUUID(), accountId, amount: balance, currency: 'EUR' }
    const first = await accounts().transfer(payout)
    assert.equal(first.amount, balance)
    assert.deepEqual(await accounts().transfer(payout), first)
    assert.deepEqual(await accounts().transfers(payout.payoutId), [first])
    await assert.rejects(
      () => accounts().transfer({ ...payout, payoutId: randomUUID(), amount: 1n }),
      (error) => error instanceof ProviderRefused && error.reason === 'balance-insufficient',
    )
  })
}
