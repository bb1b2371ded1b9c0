// What a statement is, seen from the door: where an INSERT's data begins, and what must not pass through HTTP.
import { type Token, tokens } from './lexer.ts'

/** A statement refused before the engine sees it, with ClickHouse's own code and name for the fault. */
export class Refused extends Error {
  readonly code: number
  readonly type: string
  constructor(code: number, type: string, message: string) {
    super(message)
    this.code = code
    this.type = type
  }
}

export type Insert = Readonly<{
  /** `INSERT INTO table (columns)`, without what follows. */
  table: string
  /** `SETTINGS …` or nothing. */
  settings: string
  format: string
  /** Where its data begins in the text. */
  dataAt: number
}>

export type Statement = Readonly<{
  /** First keyword, upper case, behind any opening brackets. */
  verb: string
  /** Format named at the end of it. */
  format: string | undefined
  /** For an INSERT that takes data. */
  insert: Insert | undefined
}>

const is = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word

/** `FROM INFILE` and `INTO OUTFILE` are the client's business in ClickHouse; here they would open the server's files. */
const touchesFiles = (token: Token, before: Token | undefined): boolean =>
  (is(token, 'INFILE') && is(before, 'FROM')) || (is(token, 'OUTFILE') && is(before, 'INTO'))

const noFiles = (): Refused => new Refused(1, 'UNSUPPORTED_METHOD', 'INFILE and OUTFILE are not allowed over HTTP')

const startOf = (token: Token): number => token.end - token.text.length

/** Looks no further than where the data begins. */
const readInsert = (sql: string): Insert | undefined => {
  let last: Token | undefined
  let beforeLast: Token | undefined
  let settingsAt: number | undefined
  const insert = (until: number, format: string, dataAt: number): Insert => ({
    table: sql.slice(0, settingsAt ?? until),
    settings: settingsAt === undefined ? '' : sql.slice(settingsAt, until),
    format,
    dataAt,
  })
  for (const token of tokens(sql)) {
    if (touchesFiles(token, last)) throw noFiles()
    if (last && is(last, 'FORMAT') && token.kind === 'word') return insert(startOf(last), token.text, token.end)
    if (is(token, 'VALUES')) return insert(startOf(token), 'Values', token.end)
    if (is(token, 'SELECT') || is(token, 'WITH')) return undefined
    if (token.text === '=' && beforeLast && is(beforeLast, 'SETTINGS')) settingsAt = startOf(beforeLast)
    beforeLast = last
    last = token
  }
  return insert(sql.length, 'Values', sql.length)
}

/** The INSERT at the head of a text that may go on with its data, or nothing. */
export const findInsert = (sql: string): Insert | undefined => {
  const [first] = tokens(sql)
  return is(first, 'INSERT') ? readInsert(sql) : undefined
}

/** Reads one statement; several at once, or one that names files of the server, are refused. */
export const readStatement = (sql: string): Statement => {
  let verb = ''
  let before: Token | undefined
  let format: string | undefined
  let ended = false
  for (const token of tokens(sql)) {
    if (ended) throw new Refused(62, 'SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed)')
    if (!verb && token.text !== '(') {
      verb = token.kind === 'word' ? token.text.toUpperCase() : token.text
      if (verb === 'INSERT') {
        const insert = readInsert(sql)
        return { verb, format: insert?.format, insert }
      }
    }
    if (touchesFiles(token, before)) throw noFiles()
    if (token.kind === 'sign' && token.text === ';') ended = true
    else {
      if (is(before, 'FORMAT') && token.kind === 'word') format = token.text
      before = token
    }
  }
  return { verb, format, insert: undefined }
}
