// How films play, minute by minute.
import type { QoeMinute } from '../api/operator.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Empty } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

type Props = Readonly<{ minutes: readonly QoeMinute[]; nameOf: (filmId: string) => string }>

const none = '–'

export const Minutes = ({ minutes, nameOf }: Props) => {
  const { controlRoom } = useStrings()
  const formats = useFormats()
  if (!minutes.length) return <Empty>{controlRoom.noMinutes}</Empty>
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
      rows={minutes.map((one) => ({
        key: `${one.filmId} ${one.minute}`,
        cells: [
          one.title ?? nameOf(one.filmId),
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
