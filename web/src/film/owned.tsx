// This viewer may watch it already: the clock that runs, and the way in.
import type { LibraryItem } from '../api/commerce.ts'
import type { FilmDetail } from '../api/films.ts'
import { useStrings } from '../strings/context.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { Icon } from '../ui/icon.tsx'
import styles from './film.module.css'

type Props = Readonly<{ item: LibraryItem; film: FilmDetail }>

export const Owned = ({ item, film }: Props) => {
  const { film: words, library } = useStrings()
  const { over, returning } = library
  const said = {
    preordered: words.preordered,
    owned: words.owned,
    waiting: words.waiting,
    running: words.running,
    over,
    returning,
  }[item.status]
  return (
    <div className={styles.card}>
      <p className={styles.said}>{said}</p>
      {item.status === 'preordered' && item.availableFrom && (
        <Countdown label={library.opensIn} until={item.availableFrom} />
      )}
      {item.status === 'waiting' && item.startBy && <Countdown label={library.startWithin} until={item.startBy} />}
      {item.status === 'running' && item.endsAt && <Countdown label={library.endsIn} until={item.endsAt} />}
      {film.status === 'published' && item.status !== 'returning' && item.status !== 'preordered' && (
        <LinkButton to={`/watch/${film.filmId}`} look="primary" wide>
          <Icon name="play" />
          {item.status === 'running' ? words.watchOn : words.watch}
        </LinkButton>
      )}
    </div>
  )
}
