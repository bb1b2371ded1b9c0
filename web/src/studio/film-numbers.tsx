// How a film does: totals, and day by day as bars and as a table.
import { filmNumbers } from '../api/seller.ts'
import { useResource } from '../data/use-resource.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import styles from './studio.module.css'

const every = 15_000

export const FilmNumbers = ({ filmId }: Readonly<{ filmId: string }>) => {
  const { studio } = useStrings()
  const formats = useFormats()
  const { data, error, again } = useResource(`numbers ${filmId}`, (signal) => filmNumbers(filmId, signal), every)
  if (!data) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!data.plays && !data.sales) return <Empty>{studio.numbersNone}</Empty>
  const totals: readonly (readonly [string, number])[] = [
    [studio.plays, data.plays],
    [studio.minutes, Math.round(data.minutes)],
    [studio.viewers, data.viewers],
    [studio.sales, data.sales],
  ]
  const revenue = data.revenue.map(({ amount, currency }) => formats.money(amount, currency)).join(' + ')
  return (
    <div className={styles.form}>
      <dl className={styles.totals}>
        {totals.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formats.number(value)}</dd>
          </div>
        ))}
        {revenue && (
          <div>
            <dt>{studio.revenue}</dt>
            <dd>{revenue}</dd>
          </div>
        )}
      </dl>
      {data.simulatedPlays > 0 && <p>{studio.simulated(formats.number(data.simulatedPlays))}</p>}
      <Table
        caption={studio.perDay}
        columns={[studio.day, ...totals.map(([name]) => name)].map((name, at) => ({ name, number: at > 0 }))}
        rows={data.days.map(({ day, plays, minutes, viewers, sales }) => ({
          key: day,
          cells: [formats.day(day), plays, Math.round(minutes), viewers, sales].map((cell) =>
            typeof cell === 'number' ? formats.number(cell) : cell,
          ),
        }))}
      />
    </div>
  )
}
