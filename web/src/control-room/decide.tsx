// Taking a film down or putting it back, with the reason that is written down.
import { type OperatorFilm, putBack, takeDown } from '../api/operator.ts'
import { invalidate } from '../data/resource.ts'
import { useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { ReasonDialog } from './reason-dialog.tsx'

type Props = Readonly<{ film: OperatorFilm; onClose: () => void }>

export const Decide = ({ film, onClose }: Props) => {
  const { controlRoom: words } = useStrings()
  const announce = useAnnounce()
  const down = film.status === 'published'
  const run = async (key: string, reason: string) => {
    await (down ? takeDown : putBack)(key, film.filmId, reason)
    announce(down ? words.takenDown(film.title) : words.putBackDone(film.title))
    invalidate('operator films', `film ${film.filmId}`, 'films')
    onClose()
  }
  const said = down
    ? { title: words.takeDownOf(film.title), text: words.takeDownText, yes: words.takeDown }
    : { title: words.putBackOf(film.title), text: words.putBackText, yes: words.putBack }
  return <ReasonDialog {...{ ...said, run, onClose }} hint={words.reasonHint} look={down ? 'danger' : 'primary'} />
}
