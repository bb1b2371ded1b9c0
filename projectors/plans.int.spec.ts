// Each query of each view on many rows, with the planner as it is: none reads a whole table. MATINEE_PLAN_ROWS=1000000
// is the long form.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createLogger } from '../platform/logger.ts'
import { compile, openPostgres, type ReadStore } from '../platform/postgres.ts'
import { freshInstallation } from '../test/installation.ts'
import { accountsAfter } from './accounts/view.ts'
import { cardsOf } from './cards/view.ts'
import { closuresAfter } from './closures/view.ts'
import { deadLetterById, deadLetterCounts, deadLetterList } from './dead-letters/view.ts'
import { lastFailures } from './failures/view.ts'
import { plansOfFilm } from './film-plans/view.ts'
import { draftedFilms, filmById, filmsByIds, publishedFilms } from './films/view.ts'
import { id } from './happening.ts'
import { incidentsAfter, incidentsEnd, lastIncidents } from './incidents/view.ts'
import { invoiceByNumber, invoicesOf } from './invoices/view.ts'
import { lastTransactions, owedAt, owedBetween, transactionsOf } from './ledger/view.ts'
import { libraryOf } from './library/view.ts'
import { type Loaded, loadProjections } from './load.ts'
import { orderById, orderOfPayment, ordersOf } from './orders/view.ts'
import { outcomeOf } from './outcomes/view.ts'
import { payoutsOf } from './payouts/view.ts'
import { countryOf } from './people/view.ts'
import { filmsInPlan, planById, plansOf, plansWithFilm } from './plans/view.ts'
import { openPlaybacksOfSession, playbackById } from './playbacks/view.ts'
import { lastMinutes, minutesAfter, minutesEnd } from './qoe-minutes/view.ts'
import { recommendedFor } from './recommendations/view.ts'
import { salesOf } from './sales/view.ts'
import { fundsDue, fundsForMonth, fundsOf } from './seller-funds/view.ts'
import { lastSellers, sellerById } from './sellers/view.ts'
import { subscriptionOf } from './subscriptions/view.ts'

const rows = Number(process.env.MATINEE_PLAN_ROWS ?? 30_000)
const env = await freshInstallation('plans')
const postgres = openPostgres({
  ...{ url: env.MATINEE_POSTGRES ?? '', room: 'test', logger: createLogger('test', 'warn') },
  statementTimeout: 120_000,
})
after(() => postgres.close())

type Column = Readonly<{ column: string; type: string; optional: boolean; numbered: boolean }>

/** What stands in a column of row n; the values of a check are taken in turn, and every third optional one is null. */
const figureOf = (
  table: string,
  { column, type, optional }: Column,
  isKey: boolean,
  checks: ReadonlyMap<string, string>,
) => {
  if (table === 'dead_letters' && column === 'settled_at') return 'case when n % 10000 <> 0 then now() end'
  const list = checks.get(column)
  // Some twenty rows of each other thing: a seller's films, a viewer's orders.
  const seed = isKey ? `n || '${table}'` : `(n / 20) || '${column}'`
  const values: Readonly<Record<string, string>> = {
    uuid: `md5(${seed})::uuid`,
    text: isKey ? seed : `'${column} ' || n % 5000`,
    'text[]': `array[(array['drama', 'war', 'noir', 'comedy'])[1 + n % 4]]`,
    'bigint[]': 'array[n::bigint]',
    'uuid[]': `array[md5(${seed})::uuid]`,
    jsonb: `'[]'::jsonb`,
    json: `'{}'::json`,
    boolean: 'n % 2 = 0',
    'timestamp with time zone': `now() - n * interval '1 second'`,
  }
  const value = list ? `(array[${list}])[1 + n % ${list.split(',').length}]` : (values[type] ?? `n % 100`)
  return optional ? `case when n % 3 > 0 then ${value} end` : value
}

/** The table of table.sql with its rows first and its indexes after them: much faster, and the same in the end. */
const fill = async ({ projection: { name }, tableSql }: Loaded): Promise<void> => {
  const [create = '', ...rest] = tableSql
    .replace(/^--.*$/gm, '')
    .replaceAll(':table', name)
    .split(';')
  await postgres.pool.query(create.replace('create table', 'create unlogged table').replace(/ primary key/, ''))
  const key = /(\w+)\s+\w+ primary key/.exec(create)?.[1] ?? ''
  const checks = new Map([...create.matchAll(/check \((\w+) in \(([^)]*)\)\)/g)].map(([, c = '', l = '']) => [c, l]))
  const columns = (
    await postgres.rows<Column>`
      select attname as column, format_type(atttypid, null) as type, not attnotnull as optional,
        attidentity <> '' as numbered
      from pg_attribute where attrelid = to_regclass(${name}) and attnum > 0 order by attnum`
  ).filter(({ numbered }) => !numbered)
  const values = columns.map((one) =>
    figureOf(name, { ...one, optional: one.optional && one.column !== key }, one.column === key, checks),
  )
  await postgres.transaction(async (client) => {
    await client.query("set local maintenance_work_mem = '256MB'")
    await client.query(
      `insert into ${name} (${columns.map(({ column }) => `"${column}"`).join(', ')})
       select ${values.join(', ')} from generate_series(1, ${rows}) n`,
    )
    await client.query(`alter table ${name} add primary key (${key})`)
    for (const statement of rest) if (statement.trim()) await client.query(statement)
  })
  await postgres.pool.query(`vacuum analyze ${name}`)
}

test('no query of a view reads a whole table', async () => {
  await postgres.pool.query('create extension if not exists pg_trgm')
  await postgres.pool.query(
    "create function projection_row_rises() returns trigger language plpgsql as 'begin return new; end'",
  )
  await postgres.pool.query(
    "create function projection_row_stands() returns trigger language plpgsql as 'begin return new; end'",
  )
  await postgres.pool.query('create function sum_of(bigint[]) returns numeric language sql immutable return 0')
  const loaded = [...(await loadProjections())]
  const one = async () => {
    for (let next = loaded.pop(); next; next = loaded.pop()) await fill(next)
  }
  await Promise.all([one(), one()])

  const plans: string[] = []
  const explaining: ReadStore = {
    rows: async (strings, ...values) => {
      const { text, parameters } = compile({ strings, values })
      const { rows } = await postgres.pool.query(`explain ${text}`, parameters)
      plans.push(`${text}\n${rows.map((row) => row['QUERY PLAN']).join('\n')}`)
      return []
    },
  }
  const now = Date.now()
  const some = id('some')
  const after = {
    at: now - 500_000_000,
    filmId: some,
    orderId: some,
    eventId: 'x',
    incidentId: some,
    letterId: 'x',
    sellerId: some,
  }
  const limit = 20
  const place = { after, limit }
  const queries: Readonly<Record<string, () => Promise<unknown>>> = {
    filmById: () => filmById(explaining, some),
    filmsByIds: () => filmsByIds(explaining, [some, id('other')]),
    'publishedFilms, first': () => publishedFilms(explaining, { limit }),
    'publishedFilms, later': () => publishedFilms(explaining, place),
    'publishedFilms, genre': () => publishedFilms(explaining, { ...place, genre: 'noir' }),
    'publishedFilms, title': () => publishedFilms(explaining, { limit, q: 'title 4999' }),
    'publishedFilms, rare genre': () => publishedFilms(explaining, { limit, genre: 'none has it' }),
    'draftedFilms of a seller': () => draftedFilms(explaining, { ...place, sellerId: some }),
    draftedFilms: () => draftedFilms(explaining, place),
    libraryOf: () => libraryOf(explaining, some, { ...place, now }),
    orderById: () => orderById(explaining, some),
    orderOfPayment: () => orderOfPayment(explaining, 'payment_id 77'),
    ordersOf: () => ordersOf(explaining, some, place),
    outcomeOf: () => outcomeOf(explaining, some),
    playbackById: () => playbackById(explaining, some),
    openPlaybacksOfSession: () => openPlaybacksOfSession(explaining, some, now),
    closuresAfter: () => closuresAfter(explaining, BigInt(rows - 50), limit),
    'closuresAfter, from the start': () => closuresAfter(explaining, 0n, 1_000),
    lastFailures: () => lastFailures(explaining, place),
    lastIncidents: () => lastIncidents(explaining, place),
    incidentsAfter: () => incidentsAfter(explaining, 5n, limit),
    incidentsEnd: () => incidentsEnd(explaining),
    minutesAfter: () => minutesAfter(explaining, 5n, limit),
    minutesEnd: () => minutesEnd(explaining),
    lastMinutes: () => lastMinutes(explaining, { limit }),
    'lastMinutes of a film': () => lastMinutes(explaining, { filmId: some, limit }),
    recommendedFor: () => recommendedFor(explaining, some),
    'deadLetterList, open': () => deadLetterList(explaining, { open: true, ...place }),
    'deadLetterList, all': () => deadLetterList(explaining, { open: false, ...place }),
    'deadLetterList of a consumer': () => deadLetterList(explaining, { open: true, consumer: 'films_v1', limit }),
    cardsOf: () => cardsOf(explaining, some),
    invoiceByNumber: () => invoiceByNumber(explaining, '2026-000001'),
    invoicesOf: () => invoicesOf(explaining, some, { after: { at: after.at, invoiceNumber: 'x' }, limit }),
    countryOf: () => countryOf(explaining, some),
    accountsAfter: () => accountsAfter(explaining, { after: { currency: 'currency 400', account: 'x' }, limit }),
    lastTransactions: () => lastTransactions(explaining, { after: { at: after.at, transactionId: some }, limit }),
    owedAt: () => owedAt(explaining, some, now),
    owedBetween: () => owedBetween(explaining, some, { from: now - 1_000_000, until: now, limit }),
    transactionsOf: () => transactionsOf(explaining, some),
    salesOf: () => salesOf(explaining, some, place),
    fundsOf: () => fundsOf(explaining, some),
    fundsDue: () => fundsDue(explaining, now - 1_000_000_000, limit),
    fundsForMonth: () => fundsForMonth(explaining, { month: '2026-11', minimum: 98n, limit }),
    payoutsOf: () => payoutsOf(explaining, some, { after: { at: after.at, payoutId: some }, limit }),
    sellerById: () => sellerById(explaining, some),
    lastSellers: () => lastSellers(explaining, place),
    deadLetterById: () => deadLetterById(explaining, 'x'),
    planById: () => planById(explaining, some),
    plansOf: () => plansOf(explaining, { offered: true, after: { at: after.at, planId: some }, limit }),
    plansWithFilm: () => plansWithFilm(explaining, some),
    filmsInPlan: () => filmsInPlan(explaining, some, limit),
    plansOfFilm: () => plansOfFilm(explaining, some),
    subscriptionOf: () => subscriptionOf(explaining, some),
    deadLetterCounts: () => deadLetterCounts(explaining),
  }
  const reading: string[] = []
  for (const [name, query] of Object.entries(queries)) {
    plans.length = 0
    await query().catch(() => undefined)
    assert.ok(plans.length > 0, `${name} asks nothing`)
    for (const plan of plans) if (/Seq Scan/.test(plan)) reading.push(`${name}: ${plan}`)
  }
  assert.deepEqual(reading, [])
})
