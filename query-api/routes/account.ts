// GET /v1/account: what is known of the caller.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { currentAddress } from '../../projectors/invoice-addresses/view.ts'
import { countryOf } from '../../projectors/people/view.ts'
import type { QueryApi } from '../deps.ts'
import { addressExample, InvoiceAddress, openedAddress } from '../invoice-address.ts'
import { reading } from '../reading.ts'
import { cardExample, Id, OrNull } from '../shapes.ts'

const Account = Type.Object(
  {
    personId: Id('of the caller'),
    country: OrNull(Type.String({ description: 'ISO 3166-1 alpha-2, as they said; null: not said' })),
    invoiceAddress: InvoiceAddress,
  },
  {
    description: 'The caller.',
    examples: [{ personId: cardExample.filmId, country: 'DE', invoiceAddress: addressExample }],
  },
)

export const accountRoute = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/account',
    {
      config: { allow: 'signed-in', kind: 'query' },
      schema: { summary: 'What is known of the caller', tags: ['people'], response: { 200: Account } },
    },
    async (request, reply) =>
      reading(api, request, reply, ['people', 'invoice_addresses'], async () => {
        const { personId } = callerOf(request)
        const country = (await countryOf(api.store, personId)) ?? null
        const invoiceAddress = await openedAddress(api, await currentAddress(api.store, personId))
        return { personId, country, invoiceAddress }
      }),
  )
}
