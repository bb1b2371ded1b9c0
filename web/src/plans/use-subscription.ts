// The viewer's subscription, read again while it is about to change.
import { subscription } from '../api/plans.ts'
import { hasRole, usePerson } from '../data/use-person.ts'
import { useResource } from '../data/use-resource.ts'

const soon = 1_000
const now = 60_000

/** Undefined until it is read; null when there is none, or none who could have one. */
export const useSubscription = (waits = false) => {
  const viewer = hasRole(usePerson(), 'viewer')
  const read = useResource(viewer ? 'subscription' : null, subscription, waits ? soon : now)
  return { ...read, data: viewer ? read.data : null }
}
