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
}
