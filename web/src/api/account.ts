// What a person says of themselves.
import { command, query } from './client.ts'

/** ISO 3166-1 alpha-2; null: not said. */
export type Account = Readonly<{ country: string | null }>

export const account = (signal?: AbortSignal): Promise<Account> => query({ path: '/v1/account', signal })

export const declareCountry = (key: string, country: string): Promise<void> =>
  command({ method: 'PUT', path: '/v1/account/country', body: { country }, key })
