// All films, and the decision to take one down or put it back.
import { useState } from 'react'
import { type OperatorFilm, operatorFilms } from '../api/operator.ts'
import { usePages } from '../data/use-pages.ts'
import { useStrings } from '../strings/context.tsx'
import { StatusTag } from '../studio/states.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Decide } from './decide.tsx'

export const Films = () => {
  const { controlRoom, shell } = useStrings()
  const { items, error, again, more } = usePages('operator films', operatorFilms)
  const [deciding, setDeciding] = useState<OperatorFilm | undefined>()
  if (!items) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (!items.length) return <Empty>{controlRoom.noFilms}</Empty>
  const button = (film: OperatorFilm) => {
    if (film.status === 'draft') return ''
    const down = film.status === 'published'
    return (
      <Button
        small
        look={down ? 'danger' : 'plain'}
        aria-label={down ? controlRoom.takeDownOf(film.title) : controlRoom.putBackOf(film.title)}
        onClick={() => setDeciding(film)}
      >
        {down ? controlRoom.takeDown : controlRoom.putBack}
      </Button>
    )
  }
  return (
    <>
      <Table
        caption={controlRoom.films}
        columns={[
          { name: controlRoom.film },
          { name: controlRoom.decision },
          { name: controlRoom.state },
          { name: controlRoom.reason, text: true },
        ]}
        rows={items.map((film) => ({
          key: film.filmId,
          cells: [film.title, button(film), <StatusTag key="status" status={film.status} />, film.reason ?? ''],
        }))}
      />
      {more && <Button onClick={more}>{shell.more}</Button>}
      {deciding && <Decide film={deciding} onClose={() => setDeciding(undefined)} />}
    </>
  )
}
