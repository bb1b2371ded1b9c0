// The page of the player: which film, in which format, from where.
import { useCallback, useEffect, useState } from 'react'
import { useParams } from 'react-router'
import { film as readFilm } from '../api/films.ts'
import { randomId } from '../api/random-id.ts'
import { invalidate } from '../data/resource.ts'
import { usePerson } from '../data/use-person.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import type { Protocol } from './engines/engine.ts'
import { resumePoint } from './resume.ts'
import { Theatre } from './theatre.tsx'

const preferred = 'matinee.format'

const rememberedFormat = (): Protocol => (localStorage.getItem(preferred) === 'dash' ? 'dash' : 'hls')

const wishFor = (filmId: string, protocol: Protocol, from: number) => ({
  key: randomId(),
  filmId,
  protocol,
  from,
  wishAt: performance.now(),
})

/** A page that the browser kept aside has told its end: it begins again. */
const useFreshStart = () =>
  useEffect(() => {
    const restart = ({ persisted }: PageTransitionEvent) => persisted && location.reload()
    addEventListener('pageshow', restart)
    return () => removeEventListener('pageshow', restart)
  }, [])

export const WatchPage = () => {
  const { player, shell } = useStrings()
  const { filmId = '' } = useParams()
  const personId = usePerson()?.personId ?? ''
  const film = useResource(`film ${filmId}`, (signal) => readFilm(filmId, signal))
  const [wish, setWish] = useState(() => wishFor(filmId, rememberedFormat(), resumePoint(personId, filmId) ?? 0))
  useFreshStart()
  // The first play may have started a rental's clock.
  useEffect(() => () => invalidate('library'), [])

  const restart = useCallback(
    (from: number, protocol?: Protocol) => {
      if (protocol) localStorage.setItem(preferred, protocol)
      setWish(wishFor(filmId, protocol ?? rememberedFormat(), from))
    },
    [filmId],
  )
  const title = film.data?.title ?? ''
  return (
    <>
      <title>{`${player.title(title)} · ${shell.brand}`}</title>
      <Theatre key={wish.key} wish={wish} title={title} personId={personId} onRestart={restart} />
    </>
  )
}
