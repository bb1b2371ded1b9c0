// Where a request comes from: a port, off unless the network before us says it in a header.
import type { IncomingHttpHeaders } from 'node:http'
import { isCountry } from '../../../domain/places/rules.ts'

type Asked = Readonly<{ headers: IncomingHttpHeaders }>

/** A country of ISO 3166-1; undefined: not known. The address itself goes nowhere. */
export type PlaceOf = (request: Asked) => string | undefined

/** `header`: as a content network sets it on what it hands on, such as CF-IPCountry; empty: nobody is looked up. */
export const placeByHeader = (header: string): PlaceOf => {
  if (header === '') return () => undefined
  const name = header.toLowerCase()
  return ({ headers }) => {
    const told = headers[name]
    return typeof told === 'string' && isCountry(told) ? told : undefined
  }
}
