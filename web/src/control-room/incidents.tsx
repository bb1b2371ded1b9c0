// Films that suddenly fail to play, open ones first.
import { incidents as readIncidents } from '../api/operator.ts'
import { useResource } from '../data/use-resource.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Tag } from '../ui/tag.tsx'
import styles from './control.module.css'

const every = 30_000

export const Incidents = () => {
  const { controlRoom } = useStrings()
  const formats = useFormats()
  const { data, error, again } = useResource('operator incidents', readIncidents, every)
  if (!data) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!data.length) return <Empty>{controlRoom.noIncidents}</Empty>
  const openFirst = [...data].sort((a, b) => Number(Boolean(a.closedAt)) - Number(Boolean(b.closedAt)))
  return (
    <ul className={styles.incidents}>
      {openFirst.map(({ incidentId, title, openedAt, closedAt, plays, failures, baselineRate }) => (
        <li key={incidentId} data-open={!closedAt}>
          <Tag tone={closedAt ? 'plain' : 'bad'}>
            {closedAt
              ? controlRoom.closedAt(formats.dateTime(closedAt))
              : controlRoom.openSince(formats.dateTime(openedAt))}
          </Tag>
          <strong>{title}</strong>
          <p>{controlRoom.incidentText(failures, plays, formats.percent(baselineRate))}</p>
        </li>
      ))}
    </ul>
  )
}
