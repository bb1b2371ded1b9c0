// Where the person who is logged in lives: it says which offers they are shown.
import { account } from '../api/account.ts'
import { usePerson } from './use-person.ts'
import { useResource } from './use-resource.ts'

/** `known` once it was read, and when nobody is logged in; `country` is missing where none was said. */
export const useCountry = (): Readonly<{ known: boolean; country?: string }> => {
  const person = usePerson()
  const { data, error } = useResource(person ? 'account' : null, account)
  return {
    known: !person || data !== undefined || error !== undefined,
    ...(data?.country && { country: data.country }),
  }
}
