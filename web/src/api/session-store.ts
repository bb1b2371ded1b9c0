// What this browser knows of the log-in.
//
// The access token (10 minutes) lives in memory only. The refresh token lies in localStorage: the API takes it in the
// body, one origin serves page and API, and a film page must survive a reload and a second tab. What speaks against
// it, a foreign script reading it, is met by a content policy without inline or foreign scripts (vite.config.ts) and by
// rotation: a stolen token works once at most, and its use is seen. An HttpOnly cookie would be the next step and
// needs the API's help.
import type { Person } from './people.ts'

export type Stored = Readonly<{ refreshToken: string; person: Person }>
export type Access = Readonly<{ token: string; expiresAt: number }>

const place = 'matinee.session'
const listeners = new Set<() => void>()
let access: Access | undefined
let cached: { text: string | null; stored: Stored | undefined } = { text: null, stored: undefined }

const tell = (): void => {
  for (const listener of listeners) listener()
}

const parse = (text: string | null): Stored | undefined => {
  try {
    return text ? (JSON.parse(text) as Stored) : undefined
  } catch {
    return undefined
  }
}

/** What all tabs share; the same object until it changes, so that React may compare it. */
export const readStored = (): Stored | undefined => {
  const text = localStorage.getItem(place)
  if (text !== cached.text) cached = { text, stored: parse(text) }
  return cached.stored
}

export const currentPerson = (): Person | undefined => readStored()?.person
export const currentAccess = (): Access | undefined => access

export const setAccess = (next: Access | undefined): void => {
  access = next
}

export const store = (next: Stored): void => {
  localStorage.setItem(place, JSON.stringify(next))
  tell()
}

export const forget = (): void => {
  access = undefined
  localStorage.removeItem(place)
  tell()
}

/** Calls back when the person changes here or in another tab. Returns how to stop. */
export const onSessionChange = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

addEventListener('storage', ({ key, oldValue, newValue }) => {
  if (key !== place && key !== null) return
  // Another tab rotated (same person), or logged in or out.
  if (parse(oldValue)?.person.personId !== parse(newValue)?.person.personId) access = undefined
  tell()
})
