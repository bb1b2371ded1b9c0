// To whom an invoice is written, as it is shown: opened for this answer only.
import { Type } from 'typebox'
import type { InvoiceAddress as Sealed } from '../projectors/invoice-addresses/view.ts'
import type { QueryApi } from './deps.ts'
import { OrNull } from './shapes.ts'

export const InvoiceAddress = OrNull(
  Type.Object(
    { name: Type.String(), address: Type.String(), vatId: OrNull(Type.String()) },
    { description: 'to whom the invoice is written; null: not said, or erased' },
  ),
)
export const addressExample = { name: 'Grete Müller', address: 'Kinoweg 1\n10115 Berlin', vatId: 'DE123456789' }

/** null: not said, taken back, or the person was erased */
export const openedAddress = async (
  { sealing }: QueryApi,
  sealed: Sealed | undefined,
): Promise<Readonly<{ name: string; address: string; vatId: string | null }> | null> => {
  if (!sealed) return null
  const [opened] = await sealing.open([sealed], ['name', 'address', 'vatId'])
  if (!opened || opened.name === null || opened.address === null) return null
  const { name, address, vatId } = opened
  return { name, address, vatId: vatId || null }
}
