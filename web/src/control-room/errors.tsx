// What was refused or failed lately.
import { recentErrors } from '../api/operator.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Tag } from '../ui/tag.tsx'

const every = 15_000

export const Errors = () => {
  const { controlRoom, shell } = useStrings()
  const formats = useFormats()
  const { items, error, again, more } = usePages('operator errors', recentErrors, every)
  if (!items) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!items.length) return <Empty>{controlRoom.noErrors}</Empty>
  return (
    <>
      <Table
        caption={controlRoom.errors}
        columns={[
          { name: controlRoom.when },
          { name: controlRoom.what },
          { name: controlRoom.detail, text: true },
          { name: controlRoom.subject },
        ]}
        rows={items.map(({ at, kind, what, type, detail, subject, simulated }) => ({
          key: `${at} ${what} ${subject}`,
          cells: [
            formats.dateTime(at),
            <span key="what">
              <Tag tone={kind === 'refused' ? 'plain' : 'bad'}>{controlRoom.kinds[kind]}</Tag> {what}
              {simulated && ` (${controlRoom.bySimulation})`}
            </span>,
            [type, detail].filter(Boolean).join(': '),
            <code key="subject">{subject.slice(0, 8)}</code>,
          ],
        }))}
      />
      {more && <Button onClick={more}>{shell.more}</Button>}
    </>
  )
}
