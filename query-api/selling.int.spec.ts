// What sellers and operators see of sellers and money, on real servers.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { extractText } from 'unpdf'
import { keysConfig, readConfig } from '../platform/config.ts'
import { createLogger } from '../platform/logger.ts'
import { openSealing } from '../platform/sealing.ts'
import { keepUnmatched, prepareUnmatchedWebhooks } from '../platform/unmatched-webhooks.ts'
import { type Happening, id } from '../projectors/happening.ts'
import { specRoom } from './spec-room.ts'

const room = await specRoom('query-selling')
const { get, happen, person } = room
const sealing = openSealing({
  config: readConfig(keysConfig, room.env),
  room: 'test',
  logger: createLogger('test', 'silent'),
})
after(() => Promise.all([room.close(), sealing.close()]))

const [seller, other, film] = [id('seller'), id('other seller'), id('film')]
const now = Date.UTC(2026, 10, 21)
const day = 86_400_000
type Own = { profile: Record<string, unknown> }
type List<T = Record<string, unknown>> = { items: readonly T[]; next: string | null }
const fresh = (as: string, position: string) => ({ as, headers: { 'min-position': position, prefer: 'fresh' } })
const said = { legalName: 'Grete Müller', email: 'grete@example.org' }
const profile = { ...said, country: 'DE', appliedAt: new Date(now).toISOString() }

const sale = (n: number, sellerAmount: bigint | null = 764n): readonly Happening[] => {
  const about = { orderId: id('order', n), filmId: film, sellerId: seller, currency: 'EUR' }
  const taken = { viewerId: id('viewer'), kind: 'BUY', paymentId: 'pi', amount: 1299n, at: now + n } as const
  const heldUntil = now + 14 * day
  const credited = { amount: sellerAmount ?? 0n, availableAt: heldUntil, at: now + n }
  return [
    {
      ...{ type: 'PaymentTaken', couponId: null },
      ...about,
      ...taken,
      taxAmount: 207n,
      taxCountry: 'DE',
      taxRate: 1_900,
      sellerAmount,
      heldUntil,
    },
    ...(sellerAmount === null ? [] : [{ type: 'SaleCredited', ...about, ...credited } as const]),
  ]
}

before(async () => {
  await person('seller', seller, 'seller')
  await person('other', other, 'seller')
  await person('viewer', id('viewer'), 'viewer')
  await person('operator', id('operator'), 'operator')
})

test('a key store that was never made is waited out', async () => {
  const sealed = { legalName: `s1.${seller}.${'A'.repeat(40)}`, email: `s1.${seller}.${'A'.repeat(40)}` } as never
  const early = { type: 'SellerApplied', sellerId: seller, ...(sealed as object), country: 'DE', at: now } as never
  const position = await happen([{ ...(early as object), termsVersion: '2026-11' } as Happening])
  const { status, body } = await get('/v1/seller/profile', fresh('seller', position))
  assert.deepEqual([status, body.type], [503, '/problems/unavailable'])
  await sealing.prepare()
})

test('a seller reads what they said, an operator what all said, nobody else anything', async () => {
  const position = await happen([
    {
      type: 'SellerApplied',
      sellerId: seller,
      ...(await sealing.seal(seller, said)),
      country: 'DE',
      termsVersion: '2026-11',
      at: now,
    },
    {
      type: 'SellerApplied',
      sellerId: other,
      ...(await sealing.seal(other, { ...said, legalName: 'B' })),
      country: 'AT',
      termsVersion: '2026-11',
      at: now + 1,
    },
  ])
  const own = await get('/v1/seller/profile', fresh('seller', position))
  assert.deepEqual(own.body.profile, {
    ...{ sellerId: seller, ...profile, termsVersion: '2026-11' },
    ...{ account: { status: 'none', reason: null }, onboardingUrl: null },
  })
  const all = await get<List>('/v1/operator/sellers?limit=1', fresh('operator', position))
  assert.equal(all.body.items[0]?.legalName, 'B')
  const next = await get<List>(`/v1/operator/sellers?limit=1&cursor=${all.body.next}`, { as: 'operator' })
  assert.deepEqual(next.body, { items: [{ sellerId: seller, ...profile }], next: null })
  for (const as of ['seller', 'viewer']) assert.equal((await get('/v1/operator/sellers', { as })).status, 403)
  assert.equal((await get('/v1/seller/profile', { as: 'viewer' })).status, 403)

  const { rows } = await room.postgres.pool.query('select * from sellers')
  assert.doesNotMatch(JSON.stringify(rows), /grete|m.ller/i)
})

test('a seller sees every sale with their part, and what is theirs', async () => {
  const back = { orderId: id('order', 2), filmId: film, sellerId: seller, currency: 'EUR', at: now + day }
  const parts = { taxAmount: 103n, taxCountry: 'DE', taxRate: 1_900, sellerAmount: 382n, heldUntil: now + 14 * day }
  const position = await happen([
    { type: 'FilmDrafted', filmId: film, sellerId: seller, title: 'Sold', at: now },
    ...sale(1),
    ...sale(2),
    ...sale(3, null),
    {
      ...{ type: 'OrderRefunded', ...back, viewerId: id('viewer'), refundId: null, providerRefundId: null },
      ...{ amount: 650n, total: 650n, ...parts },
    },
    { type: 'RefundDebited', ...back, amount: 382n, availableAt: now + 14 * day, wasHeld: true },
  ])
  const { body } = await get<List>('/v1/seller/sales', fresh('seller', position))
  const figures = body.items.map(({ title, amount, tax, earned, refunded, refundedEarned }) => [
    ...[title, amount, tax, earned, refunded, refundedEarned],
  ])
  assert.deepEqual(figures, [
    ['Sold', 1299, 207, null, 0, 0],
    ['Sold', 1299, 207, 764, 650, 382],
    ['Sold', 1299, 207, 764, 0, 0],
  ])
  const balance = await get<List>('/v1/seller/balance', fresh('seller', position))
  const nextAt = new Date(now + 14 * day).toISOString()
  assert.deepEqual(balance.body.items, [{ currency: 'EUR', available: 0, held: 1146, onTheWay: 0, nextAt }])
  assert.deepEqual((await get<List>('/v1/seller/sales', { as: 'other' })).body.items, [])
  assert.deepEqual((await get<List>('/v1/seller/balance', { as: 'other' })).body.items, [])

  const released = await happen([
    {
      type: 'FundsReleased',
      sellerId: seller,
      currency: 'EUR',
      amount: 1146n,
      availableAt: now + 14 * day,
      at: now + 14 * day,
    },
  ])
  const after = await get<List>('/v1/seller/balance', fresh('seller', released))
  assert.deepEqual(after.body.items, [{ currency: 'EUR', available: 1146, held: 0, onTheWay: 0, nextAt: null }])
})

test('a month is a statement that a spreadsheet reads', async () => {
  const answer = await room.ask('/v1/seller/statements/2026-11', { as: 'seller' })
  assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8')
  const lines = (await answer.text()).trimEnd().split('\r\n')
  const [one, two] = [id('order', 1), id('order', 2)]
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(',').slice(1).join(',')),
    [
      'opening,,EUR,,0.00',
      `sale,${one},EUR,7.64,7.64`,
      `sale,${two},EUR,7.64,15.28`,
      `refund,${two},EUR,-3.82,11.46`,
      'closing,,EUR,,11.46',
    ],
  )
  const october = await room.ask('/v1/seller/statements/2026-10', { as: 'seller' })
  assert.equal((await october.text()).trimEnd().split('\r\n').length, 1)
  for (const [month, status] of [
    ['2026-13', 400],
    ['2090-01', 404],
  ] as const)
    assert.equal((await get(`/v1/seller/statements/${month}`, { as: 'seller' })).status, status)
  assert.equal((await get('/v1/seller/statements/2026-11', { as: 'viewer' })).status, 403)
})

test('the same month as PDF says the same, to whom it belongs, and is the same bytes each time', async () => {
  const pdfOf = async (month: string) => {
    const answer = await room.ask(`/v1/seller/statements/${month}/pdf`, { as: 'seller' })
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/pdf'])
    return Buffer.from(await answer.arrayBuffer())
  }
  const bytes = await pdfOf('2026-11')
  assert.ok(bytes.equals(await pdfOf('2026-11')))
  const { text } = await extractText(new Uint8Array(bytes), { mergePages: true })
  for (const part of [
    'Statement 2026-11',
    profile.legalName,
    'page 1 of 1',
    'EUR 0.00 15.28 -3.82 0.00 11.46',
    id('order', 2),
  ])
    assert.ok(text.replaceAll(/\s+/g, ' ').includes(part), `${part} in ${text}`)
  assert.match((await extractText(new Uint8Array(await pdfOf('2026-10')))).text.join(), /nothing moved/)
  assert.equal((await get('/v1/seller/statements/2026-11/pdf', { as: 'viewer' })).status, 403)
})

test('the ledger is balanced, of an order and as a whole, and cannot be changed', async () => {
  const ofOrder = await get<List<{ kind: string; entries: { account: string; amount: number }[] }>>(
    `/v1/operator/ledger?orderId=${id('order', 2)}`,
    { as: 'operator' },
  )
  assert.deepEqual(ofOrder.body.items.map(({ kind }) => kind).sort(), [
    'OrderRefunded',
    'PaymentTaken',
    'RefundDebited',
    'SaleCredited',
  ])
  for (const { entries } of ofOrder.body.items)
    assert.equal(
      entries.reduce((sum, { amount }) => sum + amount, 0),
      0,
    )

  type Account = { account: string; balance: number; entries: number }
  const accounts: Account[] = []
  let cursor = ''
  do {
    const { body } = await get<List<Account>>(`/v1/operator/accounts?limit=2${cursor}`, { as: 'operator' })
    accounts.push(...body.items)
    cursor = body.next === null ? '' : `&cursor=${body.next}`
  } while (cursor)
  assert.deepEqual(Object.fromEntries(accounts.map(({ account, balance }) => [account, balance])), {
    platform_revenue: -(2 * 328 - 165),
    psp_clearing: 3 * 1299 - 650,
    [`seller_available:${seller}`]: -1146,
    [`seller_pending:${seller}`]: 0,
    sellers_transit: 0,
    'tax_payable:DE': -(3 * 207 - 103),
    unallocated: -(1299 - 207),
  })
  assert.equal(
    accounts.reduce((sum, { balance }) => sum + balance, 0),
    0,
  )
  const page = await get<List>('/v1/operator/ledger?limit=3', { as: 'operator' })
  assert.equal(page.body.items.length, 3)
  assert.equal(
    (await get(`/v1/operator/ledger?orderId=${film}&cursor=${page.body.next}`, { as: 'operator' })).status,
    400,
  )

  for (const change of ['update ledger_v1 set currency = $1', 'delete from ledger_v1 where currency <> $1'])
    await assert.rejects(room.postgres.pool.query(change, ['USD']), /ledger_v1 is append-only/)
  const unbalanced = `insert into ledger_v1 (transaction_id, at, kind, seller_id, currency, accounts, amounts, simulated)
    values (gen_random_uuid(), now(), 'x', gen_random_uuid(), 'EUR', '{a,b}', '{1,-2}', false)`
  await assert.rejects(room.postgres.pool.query(unbalanced), /violates check constraint/)
})

test('a seller goes to the provider, is paid, and sees what came of it', async () => {
  const until = Date.now() + 60_000
  const account = { sellerId: other, provider: 'sandbox', accountId: 'acc' }
  const payout = { sellerId: other, payoutId: id('payout'), amount: 500n, currency: 'JPY' }
  const position = await happen([
    { type: 'SellerAccountOpened', ...account },
    { type: 'OnboardingOffered', sellerId: other, askId: id('ask'), url: 'https://bank.example/1', expiresAt: until },
    { type: 'AccountStatusChanged', sellerId: other, accountId: 'acc', status: 'ACTIVE', reason: null },
    { type: 'PayoutRequested', ...account, ...payout, month: null, at: now },
  ])
  const theirs = (await get<Own>('/v1/seller/profile', fresh('other', position))).body.profile
  assert.deepEqual(
    [theirs.account, theirs.onboardingUrl],
    [{ status: 'active', reason: null }, 'https://bank.example/1'],
  )
  const balance = await get<List>('/v1/seller/balance', fresh('other', position))
  assert.deepEqual(balance.body.items, [{ currency: 'JPY', available: -500, held: 0, onTheWay: 500, nextAt: null }])
  const made = await happen([{ type: 'PayoutMade', ...payout, transferId: 'tr', at: now + 5 }])
  const payouts = await get<List>('/v1/seller/payouts', fresh('other', made))
  const at = (ms: number) => new Date(ms).toISOString()
  assert.deepEqual(payouts.body.items, [
    {
      ...{ payoutId: id('payout'), amount: 500, currency: 'JPY', status: 'made', month: null, reason: null },
      ...{ requestedAt: at(now), endedAt: at(now + 5) },
    },
  ])
})

test('what a provider told about nothing of ours is there to be looked at', async () => {
  await prepareUnmatchedWebhooks(room.postgres)
  const keep = keepUnmatched(room.postgres)
  const one = { eventId: 'evt_1', provider: 'stripe', type: 'charge.dispute.created', paymentId: 'pi_1', orderId: null }
  await keep(one)
  await keep({ ...one, type: 'another' })
  const { body } = await get<List>('/v1/operator/webhooks', { as: 'operator' })
  assert.deepEqual(
    body.items.map(({ at, ...rest }) => [typeof at, rest]),
    [['string', one]],
  )
})

test('a viewer has invoices, nobody else has them', async () => {
  const about = { sellerId: id('seller of record'), viewerId: id('viewer'), orderId: id('order', 1), filmId: film }
  const tax = { taxAmount: 207n, taxRate: 1_900, taxCountry: 'DE' }
  const invoice = { type: 'InvoiceIssued', ...about, amount: 1299n, currency: 'EUR', year: 2026, at: now } as const
  const position = await happen([
    { ...invoice, kind: 'SALE', number: 1, ...tax },
    { ...invoice, kind: 'REFUND', number: 2, taxAmount: 0n, taxRate: null, taxCountry: null, at: now + 1 },
  ])
  const first = await get<List>('/v1/invoices?limit=1', fresh('viewer', position))
  assert.equal(first.body.items[0]?.kind, 'credit-note')
  assert.equal(first.body.items[0]?.tax, null)
  const next = await get<List>(`/v1/invoices?limit=1&cursor=${first.body.next}`, { as: 'viewer' })
  const one = {
    ...{ invoiceNumber: '2026-000001', kind: 'invoice', orderId: id('order', 1), filmId: film, planId: null },
    title: 'Sold',
    ...{ amount: 1299, currency: 'EUR', tax: { country: 'DE', percent: 19, amount: 207 } },
    issuedAt: new Date(now).toISOString(),
  }
  assert.deepEqual(next.body, { items: [one], next: null })
  assert.deepEqual((await get('/v1/invoices/2026-000001', { as: 'viewer' })).body, { ...one, billedTo: null })
  await person('stranger', id('stranger'), 'viewer')
  assert.equal((await get('/v1/invoices/2026-000001', { as: 'stranger' })).status, 404)
  assert.equal((await get('/v1/invoices/2026-000009', { as: 'viewer' })).status, 404)
  assert.equal((await get('/v1/invoices/7', { as: 'viewer' })).status, 400)
})

test('an invoice has the address that held then, or else the first one that was said, and keeps it', async () => {
  const viewer = id('viewer')
  const billedTo = async (number: number, position: string) =>
    (await get<{ billedTo: unknown }>(`/v1/invoices/2026-00000${number}`, fresh('viewer', position))).body.billedTo
  const written = (name: string, vatId: string | null = null) => ({ name, address: 'Kinoweg 1\nBerlin', vatId })
  const say = async (at: number, { name, address, vatId }: ReturnType<typeof written>) =>
    happen([
      {
        ...{ type: 'InvoiceAddressSet', personId: viewer, at },
        ...(await sealing.seal(viewer, { name, address, vatId: vatId ?? '' })),
      },
    ])
  const first = await say(now + 500, written('First', 'DE123456789'))
  assert.deepEqual(await billedTo(1, first), written('First', 'DE123456789'))
  const about = { sellerId: id('seller of record'), viewerId: viewer, orderId: id('order', 2), filmId: film }
  const sums = { amount: 500n, currency: 'EUR', taxAmount: 0n, taxRate: null, taxCountry: null }
  const invoice = { type: 'InvoiceIssued', ...about, ...sums, kind: 'SALE', year: 2026 } as const
  await happen([{ ...invoice, number: 3, at: now + 600 }])
  await say(now + 700, written('Second'))
  await happen([{ type: 'InvoiceAddressRemoved', personId: viewer, at: now + 800 }])
  await happen([{ ...invoice, number: 4, at: now + 750 }])
  const last = await happen([{ ...invoice, number: 5, at: now + 900 }])
  assert.deepEqual(
    [await billedTo(1, last), await billedTo(3, last), await billedTo(4, last), await billedTo(5, last)],
    [written('First', 'DE123456789'), written('First', 'DE123456789'), written('Second'), null],
  )
  type Account = { invoiceAddress: unknown }
  assert.equal((await get<Account>('/v1/account', { as: 'viewer' })).body.invoiceAddress, null)
  await say(now + 950, written('Third'))
  await sealing.forget(viewer)
  assert.equal(await billedTo(3, last), null)
})

test('who was erased is nobody: their sales stay, their name is gone', async () => {
  await sealing.forget(seller)
  const own = await get<Own>('/v1/seller/profile', { as: 'seller' })
  const { legalName, email, country } = own.body.profile
  assert.deepEqual([legalName, email, country], [null, null, 'DE'])
  assert.equal((await get<List>('/v1/seller/sales', { as: 'seller' })).body.items.length, 3)
})
