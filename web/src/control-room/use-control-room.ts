// The live side of the control room: one connection for the whole page.
import { type Incident, type ProjectionLag, type ProjectionState, type QoeMinute, qoeMinutes } from '../api/operator.ts'
import { change, invalidate } from '../data/resource.ts'
import { useLive } from '../data/use-live.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { withMinute } from './minutes.ts'

type Lag = Readonly<{ items: readonly ProjectionLag[] }>

const withLag = (known: readonly ProjectionState[], { items }: Lag): readonly ProjectionState[] =>
  known.map((one) => {
    const fresh = items.find(({ name, version }) => name === one.name && version === one.version)
    return fresh ? { ...one, ...fresh } : one
  })

export const useControlRoom = () => {
  const { controlRoom } = useStrings()
  const announce = useAnnounce()
  const minutes = useResource('operator minutes', qoeMinutes)
  const link = useLive('/v1/operator/live', (event, data) => {
    if (event === 'minute')
      change<readonly QoeMinute[]>('operator minutes', (known) => withMinute(known, data as QoeMinute))
    if (event === 'lag')
      change<readonly ProjectionState[]>('operator projections', (known) => withLag(known, data as Lag))
    if (event === 'incident-opened' || event === 'incident-closed') {
      const { title } = data as Incident
      announce(event === 'incident-opened' ? controlRoom.opened(title) : controlRoom.closed(title))
      invalidate('operator incidents')
    }
  })
  return { link, minutes }
}
