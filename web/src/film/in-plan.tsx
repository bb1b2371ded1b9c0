// The film is in a plan: in the viewer's own, which lets them watch it, or in one that they might have.
import { plansOfFilm } from '../api/plans.ts'
import { useResource } from '../data/use-resource.ts'
import { useSubscription } from '../plans/use-subscription.ts'
import { useStrings } from '../strings/context.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import styles from './film.module.css'

type Props = Readonly<{
  filmId: string
  /** nothing else lets them watch it */
  mayWatch: boolean
}>

export const InPlan = ({ filmId, mayWatch }: Props) => {
  const { film: words, plans } = useStrings()
  const found = useResource(`film ${filmId} plans`, (signal) => plansOfFilm(filmId, signal))
  const { data: mine } = useSubscription()
  const planIds = found.data?.planIds ?? []
  if (planIds.length === 0) return null
  const isMine = mine !== null && mine !== undefined && mine.playsUntil !== null && planIds.includes(mine.planId)
  return (
    <div className={styles.card}>
      <p className={styles.said}>{isMine ? plans.inYours : plans.alsoIn}</p>
      {!isMine && <LinkButton to="/plans">{plans.toPlans}</LinkButton>}
      {isMine && mayWatch && (
        <LinkButton to={`/watch/${filmId}`} look="primary" wide>
          <Icon name="play" />
          {words.watch}
        </LinkButton>
      )}
    </div>
  )
}
