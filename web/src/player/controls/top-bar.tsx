// The way out, the film's name, and until when it is rented.
import { Link } from 'react-router'
import { useFormats, useStrings } from '../../strings/context.tsx'
import { Icon } from '../../ui/icon.tsx'
import styles from '../player.module.css'

type Props = Readonly<{ title: string; filmId: string; endsAt: string | null }>

export const TopBar = ({ title, filmId, endsAt }: Props) => {
  const { player } = useStrings()
  const formats = useFormats()
  return (
    <div className={styles.top}>
      <Link to={`/films/${filmId}`} className={styles.icon} aria-label={player.leave} title={player.leave}>
        <Icon name="left" size="1.5rem" />
      </Link>
      <p className={styles.title} aria-hidden="true">
        {title}
      </p>
      {endsAt && <p className={styles.rental}>{player.rentalEnds(formats.dateTime(endsAt))}</p>}
    </div>
  )
}
