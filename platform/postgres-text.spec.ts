// Text as Postgres takes it: what is special in it is kept, what it refuses is not sent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { copyLine, textOf } from './postgres-text.ts'

test('values of every kind', () => {
  assert.equal(textOf(0, 'timestamp with time zone'), '1970-01-01T00:00:00.000Z')
  assert.equal(textOf(2n ** 60n, 'bigint'), '1152921504606846976')
  assert.equal(textOf(true, 'boolean'), 't')
  assert.equal(textOf(null, 'text'), null)
  assert.equal(textOf(undefined, 'text'), null)
  assert.equal(textOf(['a', 'b "c"', '\\', 'NULL', null], 'text[]'), '{"a","b \\"c\\"","\\\\","NULL",NULL}')
  assert.equal(textOf([{ amount: 5n }], 'jsonb'), '[{"amount":5}]')
  assert.equal(textOf('null', 'jsonb'), '"null"')
  assert.equal(textOf('\0 \ud800', 'text'), '\uFFFD \uFFFD')
})

/** COPY's text format, read back by its rules. */
const readBack = (line: string): (string | null)[] => {
  const meanings = { n: '\n', r: '\r', t: '\t', '\\': '\\' } as Record<string, string>
  return line
    .slice(0, -1)
    .split('\t')
    .map((field) => (field === '\\N' ? null : field.replace(/\\(.)/g, (_, c: string) => meanings[c] as string)))
}

test('any texts come back from a line of COPY as they were', () => {
  const text = fc.string({ unit: fc.constantFrom('\\', '\n', '\r', '\t', 'N', 'n', 'é', '.', '"') })
  fc.assert(
    fc.property(fc.array(fc.option(text), { minLength: 1, maxLength: 5 }), (values) => {
      const line = copyLine(values)
      assert.equal(line.indexOf('\n'), line.length - 1)
      assert.deepEqual(readBack(line), values)
    }),
  )
})
