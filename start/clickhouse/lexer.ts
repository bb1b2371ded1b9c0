// SQL cut into tokens, as far as a gate-keeper needs it: words, quoted names, strings, signs; comments fall away.

/** `text` of a name or string is without its quotes; a word is as written. `end` is the offset after the token. */
export type Token = Readonly<{ kind: 'word' | 'name' | 'string' | 'sign'; text: string; end: number }>

// Heredocs and escapes as ClickHouse's own lexer has them: a quote is escaped by a backslash or by doubling it.
const rules: readonly (readonly [Token['kind'] | 'skip', RegExp])[] = [
  ['skip', /\s+/y],
  ['skip', /(?:--|#!|# )[^\n]*/y],
  ['skip', /\/\*(?:[^*/]|\*(?!\/)|\/(?!\*))*\*\//y],
  ['string', /'(?:[^'\\]|\\[\s\S]|'')*'/y],
  ['string', /\$(\w*)\$[\s\S]*?\$\1\$/y],
  ['name', /`(?:[^`\\]|\\[\s\S]|``)*`/y],
  ['name', /"(?:[^"\\]|\\[\s\S]|"")*"/y],
  ['word', /[\p{L}\p{N}_$]+/uy],
  ['sign', /[\s\S]/uy],
]

const unquoted = (text: string): string =>
  text.slice(1, -1).replace(/\\([\s\S])|(['"`])\2/g, (_, escaped?: string, quote?: string) => escaped ?? quote ?? '')

/** Lazily: who reads the head of an INSERT never looks at its data. Nested comments count as unclosed: signs. */
export const tokens = function* (sql: string): Generator<Token> {
  let at = 0
  while (at < sql.length)
    for (const [kind, rule] of rules) {
      rule.lastIndex = at
      const text = rule.exec(sql)?.[0]
      if (text === undefined) continue
      at += text.length
      if (kind !== 'skip')
        yield { kind, text: kind === 'name' || text.startsWith("'") ? unquoted(text) : text, end: at }
      break
    }
}
