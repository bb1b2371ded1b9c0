// Tables on the pages of a PDF: a head on each page, rows of one line, and the number of each page at its foot.

export type Column = Readonly<{ name: string; wide: number; number?: boolean }>

/** Points of an A4 page. */
export const margin = 48
const [pageWidth, pageHeight, line] = [595.28, 841.89, 14]
const size = 7.5
const width = pageWidth - 2 * margin
const bottom = pageHeight - margin - line

type Pdf = PDFKit.PDFDocument

const cells = (pdf: Pdf, columns: readonly Column[], texts: readonly string[], y: number): void => {
  let x = margin
  for (const [n, { wide, number }] of columns.entries()) {
    const [text, room] = [texts[n] ?? '', wide - 4]
    // A figure that loses a digit is another one: it is written smaller instead.
    const fitting = number ? Math.min(size, (size * room) / pdf.fontSize(size).widthOfString(text)) : size
    const options = { width: room, lineBreak: false, ellipsis: !number, align: number ? 'right' : 'left' } as const
    pdf.fontSize(fitting).text(text, x, y, options)
    x += wide
  }
  pdf.x = margin
  pdf.y = y + line
}

export const headOf = (pdf: Pdf, columns: readonly Column[]): void => {
  pdf.font('bold')
  cells(
    pdf,
    columns,
    columns.map(({ name }) => name),
    pdf.y,
  )
  pdf
    .moveTo(margin, pdf.y - 3)
    .lineTo(margin + width, pdf.y - 3)
    .lineWidth(0.5)
    .stroke()
  pdf.font('body')
}

/** True when it began another page. */
export const rowOf = (pdf: Pdf, columns: readonly Column[], texts: readonly string[]): boolean => {
  const isFull = pdf.y + line > bottom
  if (isFull) {
    pdf.addPage()
    headOf(pdf, columns)
  }
  cells(pdf, columns, texts, pdf.y)
  return isFull
}

/** When all pages are there. */
export const numbered = (pdf: Pdf, title: string): void => {
  const { start, count } = pdf.bufferedPageRange()
  for (let n = 0; n < count; n += 1) {
    pdf.switchToPage(start + n)
    // Below the margin: a text there would begin a page of its own.
    pdf.page.margins.bottom = 0
    pdf.font('body').fontSize(8)
    const place = { width, align: 'right', lineBreak: false } as const
    pdf.text(`${title} · page ${n + 1} of ${count}`, margin, pageHeight - margin + 8, place)
  }
}
