// What /readyz says of the views: a rebuild that does not go on is told, and takes nobody out of service.
import type { Health } from '../platform/service.ts'
import type { Running } from './running.ts'

/** `isNeeded`: of versions that are not live, those that this release waits for. */
export const healthOf = (running: readonly Running[], isNeeded: (one: Running) => boolean): Health => {
  const told = running.map((one) => {
    const { ok, detail } = one.following.health()
    const name = one.isLive() ? one.name : `${one.name} ${one.version}`
    const counts = one.isLive() || isNeeded(one)
    return { ok: ok || !counts, name, said: ok ? `lag ${detail?.lag ?? '?'}` : JSON.stringify(detail) }
  })
  return { ok: told.every(({ ok }) => ok), detail: Object.fromEntries(told.map(({ name, said }) => [name, said])) }
}
