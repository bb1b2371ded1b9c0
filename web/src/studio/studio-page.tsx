// A seller's films, and the beginning of a new one.
import { Link } from 'react-router'
import { type SellerFilm, sellerFilms } from '../api/seller.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading, Page, Section } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { NewFilm } from './new-film.tsx'
import { MediaState, StatusTag } from './states.tsx'

const Films = ({ films }: Readonly<{ films: readonly SellerFilm[] }>) => {
  const { studio } = useStrings()
  const formats = useFormats()
  const count = (value: number | null) => (value === null ? studio.away : formats.number(value))
  return (
    <Table
      caption={studio.yourFilms}
      columns={[
        { name: studio.film },
        { name: studio.status },
        { name: studio.video },
        { name: studio.plays, number: true },
        { name: studio.sales, number: true },
      ]}
      rows={films.map((film) => ({
        key: film.filmId,
        cells: [
          <Link key="film" to={`/studio/${film.filmId}`}>
            {film.title}
          </Link>,
          <StatusTag key="status" status={film.status} />,
          <MediaState key="media" media={film.media} />,
          count(film.plays),
          count(film.sales),
        ],
      }))}
    />
  )
}

export const StudioPage = () => {
  const { studio, shell, account } = useStrings()
  const films = usePages('seller films', sellerFilms)
  return (
    <Page title={studio.title}>
      <p>
        <Link to="/studio/account">{account.link}</Link>
      </p>
      <Section title={studio.newFilm}>
        <NewFilm />
      </Section>
      <Section title={studio.yourFilms}>
        <ProblemNotice error={films.error} again={films.again} />
        {!films.items && !films.error && <Loading />}
        {films.items?.length === 0 && <Empty>{studio.none}</Empty>}
        {films.items && films.items.length > 0 && <Films films={films.items} />}
        {films.more && <Button onClick={films.more}>{shell.more}</Button>}
      </Section>
    </Page>
  )
}
