// How films play, minute by minute.
import type { QoeMinute } from '../api/operator.ts'
import type { Snapshot } from '../data/resource.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

type Props = Readonly<{ read: Snapshot<readonly QoeMinute[]> }>

const none = '–'

export const Minutes = ({ read }: Props) => {
  const { controlRoom } = useStrings()
  const formats = useFormats()
  if (!read.data) return read.error ? <ProblemNotice error={read.error} /> : <Loading />
  if (!read.data.length) return <Empty>{controlRoom.noMinutes}</Empty>
  const time = (ms: number | null) => (ms === null ? none : formats.seconds(ms))
  return (
    <Table
      caption={controlRoom.quality}
      columns={[
        { name: controlRoom.film },
        { name: controlRoom.minute },
        { name: controlRoom.plays, number: true },
        { name: controlRoom.failures, number: true },
        { name: controlRoom.startup, number: true },
        { name: controlRoom.startupP95, number: true },
        { name: controlRoom.rebuffer, number: true },
      ]}
      rows={read.data.map((one) => ({
        key: `${one.filmId} ${one.minute}`,
        cells: [
          one.title,
          formats.time(one.minute),
          one.simulatedPlays ? `${one.plays} (${controlRoom.simulated(one.simulatedPlays)})` : one.plays,
          one.failures,
          time(one.startupMsMedian),
          time(one.startupMsP95),
          formats.percent(one.rebufferRatio),
        ],
      }))}
    />
  )
}
