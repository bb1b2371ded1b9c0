// What the door of ClickHouse reads out of a statement.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { tokens } from './lexer.ts'
import { Refused, readStatement } from './statement.ts'

const words = (sql: string): string[] => [...tokens(sql)].map(({ text }) => text)

describe('tokens', () => {
  test('leave comments out and keep strings whole', () => {
    assert.deepEqual(words("select /* ; into outfile */ 'a;''b\\'' -- ;\n, `x``y`"), ['select', "a;'b'", ',', 'x`y'])
  })

  test('cover any text to its end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (sql) => {
        const last = [...tokens(`${sql}\nx`)].at(-1)
        assert.equal(last?.end, sql.length + 2)
      }),
    )
  })
})

describe('readStatement', () => {
  test('finds the verb behind brackets and the format at the end', () => {
    const { verb, format } = readStatement('((select 1)) format JSONEachRow;')
    assert.deepEqual([verb, format], ['SELECT', 'JSONEachRow'])
  })

  test('finds where the data of an INSERT begins', () => {
    const sql = 'INSERT INTO settings (a, b) SETTINGS insert_deduplication_token = \'x\' FORMAT JSONEachRow {"a":1}'
    const { insert } = readStatement(sql)
    assert.equal(insert?.table, 'INSERT INTO settings (a, b) ')
    assert.equal(insert?.settings, "SETTINGS insert_deduplication_token = 'x' ")
    assert.equal(insert?.format, 'JSONEachRow')
    assert.equal(sql.slice(insert?.dataAt), ' {"a":1}')
  })

  test('takes VALUES for data, and INSERT … SELECT for a statement', () => {
    assert.equal(readStatement("insert into t values (1, 'x;y')").insert?.format, 'Values')
    assert.equal(readStatement('insert into t select 1').insert, undefined)
    assert.equal(readStatement('insert into t').insert?.format, 'Values')
  })

  test('refuses several statements, and files of the server', () => {
    const refused = [
      'select 1; select 2',
      "select 1 into /* x */ outfile 'f'",
      "insert into t from infile 'f' format CSV",
    ]
    for (const sql of refused) assert.throws(() => readStatement(sql), Refused, sql)
    assert.equal(readStatement("select 'into outfile' ; -- more").verb, 'SELECT')
  })
})
