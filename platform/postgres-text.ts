// Values as Postgres reads them in text form, and rows as COPY takes them.

/** As the input function of the column's type takes it; null is null. */
export const textOf = (value: unknown, type: string): string | null => {
  if (value === null || value === undefined) return null
  if (type === 'jsonb' || type === 'json') return JSON.stringify(plain(value))
  switch (typeof value) {
    case 'string':
      return wellFormed(value)
    case 'number':
      return type.startsWith('timestamp') ? new Date(value).toISOString() : String(value)
    case 'boolean':
      return value ? 't' : 'f'
    case 'bigint':
      return String(value)
    default:
      return Array.isArray(value) ? arrayText(value, type.replace(/\[\]$/, '')) : JSON.stringify(plain(value))
  }
}

const arrayText = (items: readonly unknown[], type: string): string =>
  `{${items
    .map((item) => textOf(item, type))
    .map((text) => (text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`))
    .join(',')}}`

/**
 * JSON has no bigint: money fits a number (its schema refuses more), anything larger travels as text.
 * Postgres takes neither NUL nor half a surrogate pair in text; a title that has one must not stop a projection.
 */
const plain = (value: unknown): unknown => {
  if (typeof value === 'string') return wellFormed(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

const wellFormed = (text: string): string => {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole
}

const special = /[\\\n\r\t]/
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One line of COPY's text format, its line feed included. */
export const copyLine = (values: readonly (string | null)[]): string => {
  let line = ''
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as string | null
    if (i) line += '\t'
    if (value === null) line += '\\N'
    else line += special.test(value) ? value.replace(/[\\\n\r\t]/g, (c) => escapes[c] as string) : value
  }
  return `${line}\n`
}
