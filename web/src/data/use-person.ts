// Who is logged in, as React sees it.
import { useSyncExternalStore } from 'react'
import type { Person, Role } from '../api/people.ts'
import { currentPerson, onSessionChange } from '../api/session-store.ts'

export const usePerson = (): Person | undefined => useSyncExternalStore(onSessionChange, currentPerson)

export const hasRole = (person: Person | undefined, role: Role): boolean => person?.roles.includes(role) ?? false
