// Into the store: what is still missing, the button, and why it was refused.
import { Link } from 'react-router'
import type { FilmDetail } from '../api/films.ts'
import { publishFilm } from '../api/seller.ts'
import { profile } from '../api/seller-account.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import styles from './studio.module.css'

export const Publish = ({ film }: Readonly<{ film: FilmDetail }>) => {
  const { studio, account } = useStrings()
  const announce = useAnnounce()
  const { filmId, status, media, offers } = film
  const seller = useResource('seller profile', profile)
  const publishing = useCommand(async (key) => {
    await publishFilm(key, filmId)
    announce(studio.published)
    invalidate(`film ${filmId}`, 'seller films', 'films')
  })
  if (status === 'published') return <Notice tone="good">{studio.alreadyPublished}</Notice>
  if (status === 'taken-down') return <Notice tone="bad">{studio.takenDown(film.takenDownFor ?? '')}</Notice>
  const payable = seller.data && seller.data !== 'none' && seller.data.account.status === 'active'
  const needs: readonly (readonly [boolean, string])[] = [
    [media.state === 'ready', studio.needVideo],
    [offers.length > 0, studio.needOffer],
    [payable === true, studio.needAccount],
  ]
  return (
    <div className={styles.form}>
      <p>{studio.notYet}</p>
      <ul className={styles.needs}>
        {needs.map(([met, need]) => (
          <li key={need} data-met={met}>
            <Icon name={met ? 'check' : 'cross'} />
            {need} <span className="hidden">({met ? studio.isThere : studio.isMissing})</span>
          </li>
        ))}
      </ul>
      {payable === false && <Link to="/studio/account">{account.link}</Link>}
      <ProblemNotice error={publishing.error} />
      <Button look="primary" busy={publishing.busy} onClick={() => void publishing.run()}>
        {studio.publish}
      </Button>
    </div>
  )
}
