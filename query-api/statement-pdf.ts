// A seller's month as PDF: the same lines as the CSV, for reading and printing. The same content is the same bytes.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import PdfDocument from 'pdfkit'
import { decimalText, type Line, type Month } from './statement.ts'
import { type Column, headOf, margin, numbered, rowOf } from './statement-table.ts'

export type Payee = Readonly<{ legalName: string | null; email: string | null; country: string | null }>

const require = createRequire(import.meta.url)
const fontOf = (name: string) => readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))
// PDF's own fonts know Western Europe only; names and titles are from anywhere.
const fonts = { body: fontOf('DejaVuSans'), bold: fontOf('DejaVuSans-Bold') }

const words: Readonly<Record<Line['kind'], string>> = {
  opening: 'Opening balance',
  sale: 'Sale',
  refund: 'Refund',
  payout: 'Payout',
  'payout-failed': 'Payout returned',
  closing: 'Closing balance',
}

const sumsOf: readonly Column[] = [
  { name: 'Currency', wide: 59 },
  ...['Opening balance', 'Sales', 'Refunds', 'Payouts', 'Closing balance'].map((name) => ({
    ...{ name, wide: 88, number: true },
  })),
]
const linesOf: readonly Column[] = [
  { name: 'When (UTC)', wide: 84 },
  { name: 'What', wide: 84 },
  { name: 'Order', wide: 172 },
  { name: 'Currency', wide: 43 },
  { name: 'Amount', wide: 58, number: true },
  { name: 'Balance', wide: 58, number: true },
]

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
const minute = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

/** A row for each currency, from the very lines. */
export const summaryOf = (lines: readonly Line[]): readonly (readonly string[])[] => {
  const currencies = lines.filter(({ kind }) => kind === 'opening').map(({ currency }) => currency)
  return currencies.map((currency) => {
    const own = lines.filter((line) => line.currency === currency)
    const moved = (...kinds: readonly Line['kind'][]) =>
      own.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { amount }) => sum + (amount ?? 0n), 0n)
    const stood = (kind: 'opening' | 'closing') => own.find((line) => line.kind === kind)?.balance ?? 0n
    const sums = [stood('opening'), moved('sale'), moved('refund'), moved('payout', 'payout-failed'), stood('closing')]
    return [currency, ...sums.map((sum) => decimalText(sum, currency))]
  })
}

/** Of a long month it takes seconds: others are let through between pages. */
export const statementPdf = async ({ from, until }: Month, payee: Payee, lines: readonly Line[]): Promise<Buffer> => {
  const title = `Statement ${day(from).slice(0, 7)}`
  // The time of making would make the bytes differ.
  const info = { Title: title, Author: 'Matinee', CreationDate: new Date(until), ModDate: new Date(until) }
  const pdf = new PdfDocument({ size: 'A4', margin, bufferPages: true, lang: 'en', info, font: fonts.body as never })
  const chunks: Buffer[] = []
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject))
  pdf.registerFont('body', fonts.body).registerFont('bold', fonts.bold)

  pdf.font('bold').fontSize(18).text(title)
  pdf.font('body').fontSize(10).moveDown(0.5)
  pdf.text(`Matinee, from ${day(from)} to ${day(until - 1)} (UTC)`).moveDown(0.8)
  pdf
    .font('bold')
    .text(payee.legalName ?? '–')
    .font('body')
  for (const one of [payee.email, payee.country]) if (one !== null) pdf.text(one)
  pdf.moveDown(1)

  if (lines.length === 0) pdf.text('Nothing was owed, and nothing moved.')
  else {
    headOf(pdf, sumsOf)
    for (const row of summaryOf(lines)) rowOf(pdf, sumsOf, row)
    pdf.moveDown(1.5)
    headOf(pdf, linesOf)
  }
  for (const { at, kind, orderId, currency, amount, balance } of lines) {
    const sums = [amount === null ? '' : decimalText(amount, currency), decimalText(balance, currency)]
    const begun = rowOf(pdf, linesOf, [minute(at), words[kind], orderId ?? '', currency, ...sums])
    if (begun) await new Promise(setImmediate)
  }
  numbered(pdf, title)
  pdf.end()
  await ended
  return Buffer.concat(chunks)
}
