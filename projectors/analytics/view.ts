// What query-api may ask of analytics; analysts ask ClickHouse itself (docs/analytics.md).
import type { ClickhouseReader } from '../../platform/clickhouse.ts'

/** Of one day or of all; simulated plays and sales are counted too and told apart by `simulatedPlays`. */
export type Figures = Readonly<{
  plays: number
  simulatedPlays: number
  viewers: number
  minutes: number
  sales: number
}>
/** Minor units of one currency. */
export type Revenue = Readonly<{ currency: string; amount: number }>
export type Day = Readonly<{ day: string }> & Figures

const days = 92
const figures = `
  sum(plays) as plays, sumIf(plays, simulated) as simulatedPlays, sum(viewers) as viewers,
  round(sum(minutes), 1) as minutes, sum(sales) as sales`
/** Days of plays and days of sales as one list. */
const both = (where: string) => `(
  select day, film_id, simulated, plays, viewers, minutes, 0 as sales from film_days ${where}
  union all
  select day, film_id, simulated, 0, 0, 0, sales from film_sales ${where})`

const none: Figures = { plays: 0, simulatedPlays: 0, viewers: 0, minutes: 0, sales: 0 }
const ofFilm = 'where film_id = {filmId:UUID}'

/** One film: totals, the last days that had any, and what was taken by currency. Viewers are counted per day. */
export const filmFigures = async (reader: ClickhouseReader, filmId: string) => {
  const [[total = none], byDay, revenue] = await Promise.all([
    reader.rows<Figures>(`select ${figures} from ${both(ofFilm)}`, { filmId }),
    reader.rows<Day>(
      `select toString(day) as day, ${figures} from ${both(ofFilm)} group by day order by day desc limit ${days}`,
      { filmId },
    ),
    reader.rows<Revenue>(
      `select currency, sum(amount) as amount from film_sales ${ofFilm} group by currency order by currency`,
      { filmId },
    ),
  ])
  return { ...total, revenue, days: byDay.toReversed() }
}

/** Plays and sales of several films, by film. */
export const figuresOf = async (
  reader: ClickhouseReader,
  filmIds: readonly string[],
): Promise<ReadonlyMap<string, Figures>> => {
  if (filmIds.length === 0) return new Map()
  const where = 'where film_id in {filmIds:Array(UUID)}'
  const rows = await reader.rows<Figures & { filmId: string }>(
    `select toString(film_id) as filmId, ${figures} from ${both(where)} group by film_id`,
    { filmIds },
  )
  return new Map(rows.map(({ filmId, ...rest }) => [filmId, rest]))
}

/** Everything: totals, days, revenue, and the films that were played most. */
export const overviewFigures = async (reader: ClickhouseReader, most: number) => {
  const [[total = none], byDay, revenue, top] = await Promise.all([
    reader.rows<Figures>(`select ${figures} from ${both('')}`),
    reader.rows<Day>(
      `select toString(day) as day, ${figures} from ${both('')} group by day order by day desc limit ${days}`,
    ),
    reader.rows<Revenue>('select currency, sum(amount) as amount from film_sales group by currency order by currency'),
    reader.rows<Figures & { filmId: string }>(
      `select toString(film_id) as filmId, ${figures} from ${both('')} group by film_id
       order by plays desc, film_id limit ${most}`,
    ),
  ])
  return { ...total, revenue, days: byDay.toReversed(), films: top }
}
