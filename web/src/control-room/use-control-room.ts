// The live side of the control room: one connection for the whole page.
import { useCallback, useState } from 'react'
import { type Incident, operatorFilms, type ProjectionState, type QoeMinute } from '../api/operator.ts'
import { change, invalidate } from '../data/resource.ts'
import { useLive } from '../data/use-live.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { withMinute } from './minutes.ts'

type Lag = readonly ProjectionState[] | ProjectionState

const withLag = (known: readonly ProjectionState[], told: Lag): readonly ProjectionState[] => {
  const news = Array.isArray(told) ? (told as readonly ProjectionState[]) : [told as ProjectionState]
  return known.map((one) => {
    const fresh = news.find(({ name, version }) => name === one.name && version === one.version)
    return fresh ? { ...one, ...fresh } : one
  })
}

export const useControlRoom = () => {
  const { controlRoom } = useStrings()
  const announce = useAnnounce()
  const [minutes, setMinutes] = useState<readonly QoeMinute[]>([])
  const films = useResource('operator films', operatorFilms)
  const nameOf = useCallback(
    (filmId: string) => films.data?.find((film) => film.filmId === filmId)?.title ?? filmId.slice(0, 8),
    [films.data],
  )
  const link = useLive('/v1/operator/live', (event, data) => {
    if (event === 'minute') setMinutes((before) => withMinute(before, data as QoeMinute))
    if (event === 'lag')
      change<readonly ProjectionState[]>('operator projections', (known) => withLag(known, data as Lag))
    if (event === 'incident-opened' || event === 'incident-closed') {
      const name = nameOf((data as Incident).filmId)
      announce(event === 'incident-opened' ? controlRoom.opened(name) : controlRoom.closed(name))
      invalidate('operator incidents')
    }
  })
  return { link, minutes, nameOf }
}
