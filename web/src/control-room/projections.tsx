// How far each view is behind the log.
import { projections } from '../api/operator.ts'
import { useResource } from '../data/use-resource.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Tag } from '../ui/tag.tsx'

const every = 10_000

export const Projections = () => {
  const { controlRoom } = useStrings()
  const formats = useFormats()
  const { data, error, again } = useResource('operator projections', projections, every)
  if (!data) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  return (
    <Table
      caption={controlRoom.projections}
      columns={[
        { name: controlRoom.projection },
        { name: controlRoom.version, number: true },
        { name: controlRoom.lag, number: true },
        { name: controlRoom.state },
      ]}
      rows={data.map(({ name, version, lag, moving, live, state, records, detail }) => ({
        key: `${name} ${version}`,
        cells: [
          name,
          live ? version : controlRoom.versionIs(version, state),
          live || records === 0
            ? controlRoom.records(formats.number(lag))
            : controlRoom.done(formats.number(records - lag), formats.number(records)),
          <Tag key="state" tone={lag === 0 ? 'good' : moving ? 'warm' : 'bad'}>
            {lag === 0 ? controlRoom.caughtUp : moving ? controlRoom.moving : (detail ?? controlRoom.standing)}
          </Tag>,
        ],
      }))}
    />
  )
}
