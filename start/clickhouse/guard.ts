// What a reader may ask. The engine's own `readonly` does the most; this closes what it leaves open in chDB.
import { type Token, tokens } from './lexer.ts'
import { Refused, type Statement } from './statement.ts'

const verbs = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS'])

/** Table functions that make rows out of nothing or out of our own tables. All others reach files or the network. */
export const harmlessTableFunctions = new Set(
  [
    'generateRandom',
    'generateSeries',
    'generate_series',
    'merge',
    'null',
    'numbers',
    'numbers_mt',
    'primes',
    'values',
    'view',
    'viewExplain',
    'viewIfPermitted',
    'zeros',
    'zeros_mt',
  ].map((name) => name.toLowerCase()),
)

/** Functions (not of tables) that read files, call out, or look into the process. */
const revealing = /^(file|catboostevaluate|ai(classify|embed|extract|generate|translate)\w*|addressto\w+|demangle)$/

const denied = (message: string): Refused => new Refused(497, 'ACCESS_DENIED', `reader: ${message}`)

/** Throws Refused for what a reader may not do. `tableFunctions` are the engine's own names, lower case. */
export const mayRead = (sql: string, { verb }: Statement, tableFunctions: ReadonlySet<string>): void => {
  if (!verbs.has(verb))
    throw new Refused(164, 'READONLY', `reader: Cannot execute query in readonly mode: ${verb || 'nothing'}`)
  let before: Token | undefined
  for (const token of tokens(sql)) {
    if (token.kind === 'sign' && token.text === '(' && (before?.kind === 'word' || before?.kind === 'name')) {
      const called = before.text.toLowerCase()
      const reaches = tableFunctions.has(called) && !harmlessTableFunctions.has(called)
      if (reaches || revealing.test(called)) throw denied(`the function ${before.text} is not for readers`)
    }
    before = token
  }
}

/** What a reader may use of the machine; a request may ask for less, not for more. */
export const readerLimits: Readonly<Record<string, number>> = {
  max_execution_time: 30,
  max_memory_usage: 512 * 2 ** 20,
  max_result_bytes: 128 * 2 ** 20,
  max_result_rows: 5_000_000,
  max_threads: 2,
}

/** Settings that change only how values are written, or how a join fills its gaps. */
const presentation =
  /^(output_format_\w+|format_\w+|date_time_(in|out)put_format|join_use_nulls|extremes|limit|offset)$/

/** The reader's settings: its own where they are harmless, the limits over all. Throws Refused for others. */
export const readerSettings = (asked: ReadonlyMap<string, string>): Map<string, string> => {
  const settings = new Map<string, string>()
  for (const [name, limit] of Object.entries(readerLimits)) {
    const wanted = Number(asked.get(name) ?? limit)
    settings.set(name, String(wanted > 0 && wanted < limit ? wanted : limit))
  }
  for (const [name, value] of asked) {
    if (name in readerLimits) continue
    if (!presentation.test(name))
      throw new Refused(452, 'SETTING_CONSTRAINT_VIOLATION', `reader: Setting ${name} should not be changed`)
    settings.set(name, value)
  }
  return settings
}
