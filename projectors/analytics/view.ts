// What query-api may ask of analytics; analysts ask ClickHouse itself (docs/analytics.md).
import type { ClickhouseReader } from '../../platform/clickhouse.ts'

/** Of one day or of all. Simulated plays and sales are counted too; `simulatedPlays` tells how many of the plays. */
export type Figures = Readonly<{
  /** playback sessions that showed a first frame */
  plays: number
  simulatedPlays: number
  /** different people who played, in the time that the figures are of */
  viewers: number
  minutes: number
  sales: number
}>
/** Minor units of one currency. */
export type Revenue = Readonly<{ currency: string; amount: number }>
export type Day = Readonly<{ day: string }> & Figures
export type FilmFigures = Readonly<{ filmId: string }> & Figures
export type Totals = Figures & Readonly<{ revenue: readonly Revenue[]; days: readonly Day[] }>

const none: Figures = { plays: 0, simulatedPlays: 0, viewers: 0, minutes: 0, sales: 0 }
const mostDays = 92

type Watched = Omit<Figures, 'sales'>
type Sold = Pick<Figures, 'sales'>
type By = 'day' | 'film_id'

const watched = `
  uniqExactMerge(states.plays) as plays, uniqExactMergeIf(states.plays, simulated) as simulatedPlays,
  uniqExactMerge(states.viewers) as viewers, round(sum(played_ms) / 60000, 2) as minutes`

const ofFilms = 'where film_id in {filmIds:Array(UUID)}'
type Of = readonly string[] | undefined
const where = (films: Of) => (films ? ofFilms : '')
const given = (films: Of) => (films ? { filmIds: films } : {})

const total = async (reader: ClickhouseReader, films: Of): Promise<Figures> => {
  const [[plays], [sales]] = await Promise.all([
    reader.rows<Watched>(`select ${watched} from film_day_states as states ${where(films)}`, given(films)),
    reader.rows<Sold>(`select sum(sold.sales) as sales from film_sales as sold ${where(films)}`, given(films)),
  ])
  return { ...none, ...plays, ...sales }
}

/** Plays and sales by day or by film, joined. */
const by = async (reader: ClickhouseReader, key: By, films: Of): Promise<ReadonlyMap<string, Figures>> => {
  const [plays, sales] = await Promise.all([
    reader.rows<Watched & { key: string }>(
      `select toString(${key}) as key, ${watched} from film_day_states as states ${where(films)} group by ${key}`,
      given(films),
    ),
    reader.rows<Sold & { key: string }>(
      `select toString(${key}) as key, sum(sold.sales) as sales from film_sales as sold ${where(films)} group by ${key}`,
      given(films),
    ),
  ])
  const found = new Map<string, Figures>(plays.map(({ key, ...rest }) => [key, { ...none, ...rest }]))
  for (const { key, sales: sold } of sales) found.set(key, { ...none, ...found.get(key), sales: sold })
  return found
}

const totals = async (reader: ClickhouseReader, films: Of): Promise<Totals> => {
  const [all, days, revenue] = await Promise.all([
    total(reader, films),
    by(reader, 'day', films),
    reader.rows<Revenue>(
      `select currency, sum(sold.amount) as amount from film_sales as sold ${where(films)} group by currency order by currency`,
      given(films),
    ),
  ])
  const inOrder = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-mostDays)
  return { ...all, revenue, days: inOrder.map(([day, figures]) => ({ day, ...figures })) }
}

/** One film: totals, the last days that had any (oldest first), and what was taken by currency. */
export const filmFigures = (reader: ClickhouseReader, filmId: string): Promise<Totals> => totals(reader, [filmId])

/** Plays and sales of several films, by film; a film without any is missing. */
export const figuresOf = async (
  reader: ClickhouseReader,
  filmIds: readonly string[],
): Promise<ReadonlyMap<string, Figures>> => (filmIds.length ? by(reader, 'film_id', filmIds) : new Map())

/** Everything, and the `most` films that were played most. */
export const overviewFigures = async (
  reader: ClickhouseReader,
  most: number,
): Promise<Totals & Readonly<{ films: readonly FilmFigures[] }>> => {
  const [all, top] = await Promise.all([
    totals(reader, undefined),
    reader.rows<{ filmId: string }>(
      `select toString(film_id) as filmId from film_day_states
       group by film_id order by uniqExactMerge(plays) desc, film_id limit ${most}`,
    ),
  ])
  const figures = await figuresOf(
    reader,
    top.map(({ filmId }) => filmId),
  )
  return { ...all, films: top.map(({ filmId }) => ({ filmId, ...none, ...figures.get(filmId) })) }
}
