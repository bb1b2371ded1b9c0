// What a reader may ask, whatever it is dressed up as.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mayRead, readerLimits, readerSettings } from './guard.ts'
import { Refused, readStatement } from './statement.ts'

const tableFunctions = new Set(['file', 'url', 'numbers', 's3', 'executable', 'remote'])
const ask = (sql: string): void => mayRead(sql, readStatement(sql), tableFunctions)

describe('a reader', () => {
  test('may ask', () => {
    for (const sql of [
      'select count() from plays',
      'with x as (select 1) select * from x',
      '(select 1) union all (select 2)',
      'show tables',
      'describe plays',
      'explain select 1',
      'exists table plays',
      'select * from numbers(3)',
      "select 'file(x)', file from t where url = 'a'",
      'select file -- (\n from t',
    ])
      assert.doesNotThrow(() => ask(sql), sql)
  })

  test('may not change, reach files or the network, or end others', () => {
    for (const sql of [
      'insert into t values (1)',
      'drop table t',
      'kill query where 1',
      'set readonly = 0',
      'use other',
      'system shutdown',
      "select file('/etc/passwd')",
      "select `file` ('/etc/passwd')",
      "select FILE/* */('/etc/passwd')",
      "describe url('http://127.0.0.1')",
      "select * from s3('x')",
      "select * from view(select * from executable('ls', 'TSV', 'a String'))",
      "select aiGenerate('x')",
      "select catboostEvaluate('x', 1)",
      '',
    ])
      assert.throws(() => ask(sql), Refused, sql)
  })
})

describe('its settings', () => {
  test('carry the limits, which a request may tighten but not loosen', () => {
    const asked = new Map([
      ['max_execution_time', '5'],
      ['max_memory_usage', '999999999999'],
      ['max_threads', '0'],
      ['output_format_json_quote_64bit_integers', '0'],
    ])
    const settings = readerSettings(asked)
    assert.equal(settings.get('max_execution_time'), '5')
    assert.equal(settings.get('max_memory_usage'), String(readerLimits.max_memory_usage))
    assert.equal(settings.get('max_threads'), '2')
    assert.equal(settings.get('output_format_json_quote_64bit_integers'), '0')
  })

  test('are refused where they are not about presentation', () => {
    for (const name of ['readonly', 'allow_ddl', 'max_rows_to_read', 'timeout_overflow_mode'])
      assert.throws(() => readerSettings(new Map([[name, '0']])), Refused, name)
  })
})
