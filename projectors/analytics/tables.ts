// The tables, rollups and views of analytics as SQL. Names without a version are views of the live one.
import {
  type AnalyticsTopic,
  analyticsTopics,
  columnsOf,
  envelope,
  orderings,
  recordsOf,
  wideColumns,
} from './columns.ts'

/** Raise it when rows would come out differently: new tables fill up beside the live ones. */
export const analyticsVersion = 1

/** A repeated insert is noticed among so many later ones. */
const deduplication = 'non_replicated_deduplication_window = 10000'

export const physical = (name: string, version: number): string => `${name}_v${version}`

type Named = Readonly<{ name: string; sql: string }>
type Column = Readonly<{ column: string; type: string; comment: string }>

const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
const line = ({ column, type, comment }: Column) =>
  `\`${column}\` ${type}${comment ? ` comment ${quote(comment)}` : ''}`

/** The envelope, the record's name, and the columns of all records. */
export const tableColumns = (topic: AnalyticsTopic): readonly Column[] => [
  { column: 'type', type: 'LowCardinality(String)', comment: 'name of the record' },
  ...envelope,
  ...wideColumns(topic),
]

const eventTable = (topic: AnalyticsTopic, version: number): Named => ({
  name: physical(topic, version),
  sql: `create table if not exists ${physical(topic, version)} (
    ${tableColumns(topic).map(line).join(',\n    ')}
  ) engine = MergeTree partition by toYYYYMM(occurred_at) order by (${orderings[topic].join(', ')})
  settings ${deduplication}`,
})

const filmDays = (version: number): readonly Named[] => [
  {
    name: physical('film_day_parts', version),
    sql: `create table if not exists ${physical('film_day_parts', version)} (
      day Date,
      film_id UUID,
      simulated Bool,
      plays AggregateFunction(uniqExact, UUID),
      viewers AggregateFunction(uniqExact, UUID),
      failed AggregateFunction(uniqExact, UUID),
      completed AggregateFunction(uniqExact, UUID),
      played_ms SimpleAggregateFunction(sum, Int64),
      stalled_ms SimpleAggregateFunction(sum, Int64)
    ) engine = AggregatingMergeTree order by (film_id, day, simulated) settings ${deduplication}`,
  },
  {
    name: physical('film_day_feed', version),
    sql: `create materialized view if not exists ${physical('film_day_feed', version)}
      to ${physical('film_day_parts', version)} as
      select toDate(occurred_at) as day, film_id, simulated,
        uniqExactStateIf(playback_id, type = 'PlayStarted') as plays,
        uniqExactStateIf(viewer_id, type = 'PlayStarted') as viewers,
        uniqExactStateIf(playback_id, type = 'PlayFailed') as failed,
        uniqExactStateIf(playback_id, type = 'PlayEnded' and ifNull(completed, false)) as completed,
        sum(ifNull(played_ms, 0)) as played_ms,
        sumIf(ifNull(stalled_ms, 0), type = 'PlayStalled') as stalled_ms
      from ${physical('playback', version)} group by day, film_id, simulated`,
  },
]

const filmSales = (version: number): readonly Named[] => [
  {
    name: physical('film_sale_parts', version),
    sql: `create table if not exists ${physical('film_sale_parts', version)} (
      day Date,
      film_id UUID,
      seller_id UUID,
      kind LowCardinality(String),
      currency LowCardinality(String),
      simulated Bool,
      sales SimpleAggregateFunction(sum, UInt64),
      amount SimpleAggregateFunction(sum, Int64)
    ) engine = AggregatingMergeTree order by (film_id, day, seller_id, kind, currency, simulated) settings ${deduplication}`,
  },
  {
    name: physical('film_sale_feed', version),
    sql: `create materialized view if not exists ${physical('film_sale_feed', version)}
      to ${physical('film_sale_parts', version)} as
      select toDate(occurred_at) as day, assumeNotNull(film_id) as film_id, assumeNotNull(seller_id) as seller_id,
        assumeNotNull(kind) as kind, assumeNotNull(currency) as currency, simulated,
        count() as sales, sum(assumeNotNull(amount)) as amount
      from ${physical('commerce', version)} where type = 'PaymentTaken'
      group by day, film_id, seller_id, kind, currency, simulated`,
  },
]

/** In the order in which they are made; materialized views last, so that they see every insert. */
export const tables = (version = analyticsVersion): readonly Named[] => [
  ...analyticsTopics.map((topic) => eventTable(topic, version)),
  ...filmDays(version),
  ...filmSales(version),
]

const view = (name: string, select: string): Named => ({ name, sql: `create or replace view ${name} as ${select}` })

/** One view per record, with that record's columns only. */
const recordViews = (version: number): readonly Named[] =>
  analyticsTopics.flatMap((topic) => {
    const wide = new Map(wideColumns(topic).map(({ column, type }) => [column, type]))
    return recordsOf(topic).map((record) => {
      const own = columnsOf(record).map(({ column, type }) =>
        isOnlyWidened(type, wide.get(column)) ? `assumeNotNull(\`${column}\`) as \`${column}\`` : `\`${column}\``,
      )
      const all = [...envelope.map(({ column }) => `\`${column}\``), ...own]
      return view(
        snake(record),
        `select ${all.join(', ')} from ${physical(topic, version)} where type = ${quote(record)}`,
      )
    })
  })

const isOnlyWidened = (type: string, wide: string | undefined) =>
  !type.includes('Nullable(') && wide !== undefined && wide.includes('Nullable(')

const films = (version: number) =>
  view(
    'films',
    `select film_id,
      anyIf(assumeNotNull(seller_id), type = 'FilmDrafted') as seller_id,
      argMaxIf(assumeNotNull(title), offset, type in ('FilmDrafted', 'FilmDescribed')) as title,
      argMaxIf(genres, offset, type = 'FilmDescribed') as genres,
      argMaxIf(year, offset, type = 'FilmDescribed') as year,
      multiIf(
        countIf(type in ('FilmPublished', 'FilmPutBack', 'FilmTakenDown')) = 0, 'draft',
        argMaxIf(type, offset, type in ('FilmPublished', 'FilmPutBack', 'FilmTakenDown')) = 'FilmTakenDown', 'taken-down',
        'published') as status,
      min(occurred_at) as drafted_at
    from ${physical('catalogue', version)} group by film_id`,
  )

export const views = (version = analyticsVersion): readonly Named[] => [
  ...analyticsTopics.map((topic) => view(topic, `select * from ${physical(topic, version)}`)),
  ...recordViews(version),
  films(version),
  view('film_day_states', `select * from ${physical('film_day_parts', version)}`),
  view(
    'film_days',
    `select day, film_id, simulated, uniqExactMerge(plays) as plays, uniqExactMerge(viewers) as viewers,
      uniqExactMerge(failed) as failed, uniqExactMerge(completed) as completed,
      sum(played_ms) / 60000 as minutes, sum(stalled_ms) / 1000 as stalled_seconds
    from ${physical('film_day_parts', version)} group by day, film_id, simulated`,
  ),
  view(
    'film_sales',
    `select day, film_id, seller_id, kind, currency, simulated, sum(sales) as sales, sum(amount) as amount
    from ${physical('film_sale_parts', version)} group by day, film_id, seller_id, kind, currency, simulated`,
  ),
]

const snake = (name: string) =>
  name.replace(/[A-Z]/g, (letter, at: number) => `${at ? '_' : ''}${letter.toLowerCase()}`)
