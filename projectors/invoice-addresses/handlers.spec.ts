// Each time somebody says to whom invoices are written is a row of its own: earlier invoices keep theirs.
import { test } from 'node:test'
import { idOf, projectionSpec } from '../../runtime/index.ts'
import type { Sealed } from '../../schemas/sealed.ts'
import { invoiceAddresses } from './handlers.ts'

const said = (name: string) => ({ name: name as Sealed, address: 'sealed' as Sealed, vatId: 'sealed too' as Sealed })
const set = (at: number, name: string) => ({ type: 'InvoiceAddressSet', at, personId: 'one', ...said(name) }) as const

test('what was said stands beside what was said before, and that there is none any more', () =>
  projectionSpec(invoiceAddresses)
    .given(set(1, 'first'), set(2, 'second'), { type: 'InvoiceAddressRemoved', at: 3, personId: 'one' })
    .then({
      [idOf('spec', 0)]: { personId: 'one', saidAt: 1, ...said('first') },
      [idOf('spec', 1)]: { personId: 'one', saidAt: 2, ...said('second') },
      [idOf('spec', 2)]: { personId: 'one', saidAt: 3, name: null, address: null, vatId: null },
    }))
