// What was refused or failed lately.
import { recentErrors } from '../api/operator.ts'
import { useResource } from '../data/use-resource.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

const every = 15_000

export const Errors = () => {
  const { controlRoom } = useStrings()
  const formats = useFormats()
  const { data, error, again } = useResource('operator errors', recentErrors, every)
  if (!data) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!data.length) return <Empty>{controlRoom.noErrors}</Empty>
  return (
    <Table
      caption={controlRoom.errors}
      columns={[{ name: controlRoom.when }, { name: controlRoom.what }, { name: controlRoom.detail }]}
      rows={data.map(({ at, kind, type, detail, subject }, line) => ({
        key: `${at} ${kind} ${subject ?? line}`,
        cells: [formats.dateTime(at), [kind, type].filter(Boolean).join(': '), detail ?? subject ?? ''],
      }))}
    />
  )
}
