// English: invoices and credit notes.

export const invoice = {
  title: 'Invoices',
  none: 'No invoices yet.',
  number: 'Number',
  what: 'What',
  kinds: { invoice: 'Invoice', 'credit-note': 'Credit note' },
  film: 'Film',
  date: 'Date',
  net: 'Without tax',
  tax: (percent: string, country: string) => `Tax ${percent} (${country})`,
  amount: 'Total',
  billedTo: 'For',
  invoiceAddress: 'Address on invoices',
  addressText:
    'Only if you want one on them. It stands on what is invoiced from now on, and on earlier invoices that have none. It is stored encrypted.',
  billedName: 'Name or company',
  address: 'Address',
  vatId: 'VAT id',
  vatIdHint: 'Of a company in the EU, such as DE123456789',
  nameNeeded: 'Enter a name.',
  addressNeeded: 'Enter an address.',
  vatIdWrong: 'A VAT id begins with the two letters of its country, such as DE123456789.',
  saveAddress: 'Put it on invoices',
  removeAddress: 'Take it off',
  addressSaved: 'It stands on your invoices.',
  addressRemoved: 'From now on invoices have no address.',
}
