// Log-in, log-out, and the renewal of tokens: once for all calls of a tab, and one tab at a time.
import { send } from './http.ts'
import type { NewPerson, Person, SessionAnswer } from './people.ts'
import { ApiError } from './problem.ts'
import { commandRetry, retrying } from './retry.ts'
import { type Access, currentAccess, forget, readStored, setAccess, store } from './session-store.ts'

// Renewed a little early, so that a token does not end on its way.
const early = 20_000
const channel = new BroadcastChannel('matinee.session')
let renewing: Promise<string> | undefined

const isFresh = (access: Access | undefined): access is Access =>
  access !== undefined && access.expiresAt - early > Date.now()

channel.onmessage = ({ data }: MessageEvent<Access & { personId: string }>) => {
  if (data.personId === readStored()?.person.personId) setAccess({ token: data.token, expiresAt: data.expiresAt })
}

const keep = ({ accessToken, refreshToken, expiresIn, person }: SessionAnswer): string => {
  const access = { token: accessToken, expiresAt: Date.now() + expiresIn * 1000 }
  setAccess(access)
  store({ refreshToken, person })
  channel.postMessage({ ...access, personId: person.personId })
  return accessToken
}

/** Web Locks are missing over plain http; then two tabs may renew at once and one of them must log in again. */
const oneTabAtATime = <T>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? (navigator.locks.request('matinee.session.renew', work) as Promise<T>) : work()

const toldByAnotherTab = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      channel.removeEventListener('message', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    channel.addEventListener('message', done)
  })

const notLoggedIn = () => new ApiError('unauthenticated', 401, '')

const renew = async (refused: string | undefined, before: string | undefined): Promise<string> => {
  const usable = () => {
    const access = currentAccess()
    return isFresh(access) && access.token !== refused ? access.token : undefined
  }
  const stored = readStored()
  if (!stored) throw notLoggedIn()
  // The lock was held by a tab that rotated: its access token is on the way.
  if (stored.refreshToken !== before && !usable()) await toldByAnotherTab(250)
  const given = usable()
  if (given) return given
  try {
    const { refreshToken } = stored
    const { body } = await send<SessionAnswer>({ method: 'POST', path: '/v1/sessions/refresh', body: { refreshToken } })
    return keep(body)
  } catch (error) {
    const ours = readStored()?.refreshToken === stored.refreshToken
    if (ours && error instanceof ApiError && (error.status === 401 || error.status === 403)) forget()
    throw error
  }
}

/** A token that is good for some seconds at least; `refused` is one that the server just turned away. */
export const accessToken = async (refused?: string): Promise<string> => {
  const access = currentAccess()
  if (isFresh(access) && access.token !== refused) return access.token
  const before = readStored()?.refreshToken
  renewing ??= oneTabAtATime(() => renew(refused, before)).finally(() => {
    renewing = undefined
  })
  return renewing
}

/** Rejects with `wrong-credentials` when name or password is wrong. */
export const logIn = async (login: string, password: string): Promise<Person> => {
  const { body } = await send<SessionAnswer>({ method: 'POST', path: '/v1/sessions', body: { login, password } })
  keep(body)
  return body.person
}

/** Ends the session everywhere; the server closes its playbacks too. Logged out here even when it cannot be told. */
export const logOut = async (): Promise<void> => {
  try {
    const token = await accessToken()
    const headers = { authorization: `Bearer ${token}` }
    await send<void>({ method: 'DELETE', path: '/v1/sessions/current', headers })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  } finally {
    forget()
  }
}

/** Rejects with `login-taken`. The same `key` registers once. */
export const register = async (key: string, person: NewPerson): Promise<Person> => {
  const call = { method: 'POST', path: '/v1/people', body: person, headers: { 'idempotency-key': key } } as const
  await retrying(commandRetry, () => send<Person>(call))
  return logIn(person.login, person.password)
}
