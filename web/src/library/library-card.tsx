// One film of the library: its state, its clock, the way in.
import { Link } from 'react-router'
import type { LibraryItem } from '../api/commerce.ts'
import { usePerson } from '../data/use-person.ts'
import { resumePoint } from '../player/resume.ts'
import { useStrings } from '../strings/context.tsx'
import { clockText } from '../strings/formats.ts'
import { LinkButton } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { Icon } from '../ui/icon.tsx'
import { Poster } from '../ui/poster.tsx'
import { Tag, type Tone } from '../ui/tag.tsx'
import styles from './library.module.css'

const tones: Readonly<Record<LibraryItem['status'], Tone>> = {
  preordered: 'warm',
  waiting: 'warm',
  running: 'good',
  owned: 'good',
  over: 'plain',
  returning: 'warm',
}

export const LibraryCard = ({ item }: Readonly<{ item: LibraryItem }>) => {
  const { library: words } = useStrings()
  const person = usePerson()
  const { film, status, startBy, endsAt, availableFrom, orderId } = item
  const from = person && resumePoint(person.personId, film.filmId)
  return (
    <article className={styles.card} aria-label={film.title}>
      <Link to={`/films/${film.filmId}`} tabIndex={-1} aria-hidden="true" className={styles.poster}>
        <Poster title={film.title} image={film.poster} />
      </Link>
      <div className={styles.words}>
        <Tag tone={tones[status]}>{words.status[status]}</Tag>
        <h3>
          <Link to={`/films/${film.filmId}`}>{film.title}</Link>
        </h3>
        {status === 'preordered' && availableFrom && <Countdown label={words.opensIn} until={availableFrom} />}
        {status === 'waiting' && startBy && <Countdown label={words.startWithin} until={startBy} />}
        {status === 'running' && endsAt && <Countdown label={words.endsIn} until={endsAt} />}
        {status === 'owned' && <p>{words.forever}</p>}
        {status === 'over' && <p>{words.over}</p>}
        {status === 'returning' && <p>{words.returning}</p>}
        <div className={styles.do}>
          {status === 'over' && (
            <LinkButton to={`/films/${film.filmId}`} aria-label={words.rentAgain(film.title)}>
              {words.again}
            </LinkButton>
          )}
          {status !== 'over' && status !== 'returning' && status !== 'preordered' && (
            <LinkButton
              to={`/watch/${film.filmId}`}
              look="primary"
              aria-label={from ? words.watchOn(film.title) : words.watch(film.title)}
            >
              <Icon name="play" />
              {from ? `${words.goOn} ${words.resumeAt(clockText(from))}` : words.play}
            </LinkButton>
          )}
          <Link to={`/orders/${orderId}`} aria-label={words.receiptFor(film.title)}>
            {words.receipt}
          </Link>
        </div>
      </div>
    </article>
  )
}
