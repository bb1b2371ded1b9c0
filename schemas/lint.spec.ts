import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordSchema } from './avro.ts'
import { readSchemas } from './generate.ts'
import { lint } from './lint.ts'

const uuid = { type: 'string', logicalType: 'uuid' } as const
const money = { type: 'long', logicalType: 'minor-units' } as const
const base = {
  type: 'record',
  namespace: 'matinee.commerce',
  name: 'OrderPlaced',
  doc: 'A viewer ordered.',
  'x-topic': 'commerce',
  'x-kind': 'event',
  'x-key': 'viewerId',
  fields: [{ name: 'viewerId', type: uuid }],
}

const faultsOf = (change: object, file = 'commerce/OrderPlaced.avsc') =>
  lint([{ file, schema: { ...base, ...change } as unknown as RecordSchema }])
const withField = (field: object) => faultsOf({ fields: [...base.fields, field] })

test('what is published has no fault', () => assert.deepEqual(lint(readSchemas()), []))

test('a plain event has none either', () => assert.deepEqual(faultsOf({}), []))

const cases: readonly (readonly [what: string, faults: string[], said: RegExp])[] = [
  ['a name that is not the file', faultsOf({ name: 'OrderPlacedd' }), /file is not named OrderPlacedd.avsc/],
  ['another namespace', faultsOf({ namespace: 'matinee.sales' }), /not matinee.commerce/],
  ["a command in the events' namespace", faultsOf({ 'x-kind': 'command' }), /not matinee.commands.commerce/],
  ['a kind nobody knows', faultsOf({ 'x-kind': 'happening' }), /x-kind is happening/],
  ['no doc', faultsOf({ doc: ' ' }), /no doc/],
  ['no topic', faultsOf({ 'x-topic': undefined }), /x-topic is undefined, not commerce/],
  ['a key that is no field', faultsOf({ 'x-key': 'buyerId' }), /buyerId, which is no field/],
  ['a key that is no text', faultsOf({ fields: [{ name: 'viewerId', type: 'int' }] }), /not text/],
  ['a field twice', withField(base.fields[0] as object), /viewerId twice/],
  ["the runtime's own name", withField({ name: 'at', type: 'long' }), /runtime's own name/],
  ['snake case', withField({ name: 'film_id', type: 'string' }), /not camelCase/],
  [
    'time-millis',
    withField({ name: 'start', type: { type: 'int', logicalType: 'time-millis' } }),
    /time-millis on int/,
  ],
  ['time-micros', withField({ name: 'start', type: { type: 'long', logicalType: 'time-micros' } }), /time-micros/],
  [
    'duration, inside a list',
    withField({ name: 'clocks', type: { type: 'array', items: { type: 'fixed', logicalType: 'duration' } } }),
    /clocks: duration/,
  ],
  ['uuid on a long', withField({ name: 'other', type: { type: 'long', logicalType: 'uuid' } }), /uuid on long/],
  ['null last', withField({ name: 'year', type: ['int', 'null'], default: null }), /union is \["null", T\]/],
  ['three in a union', withField({ name: 'year', type: ['null', 'int', 'string'], default: null }), /a union is/],
  ['optional without a default', withField({ name: 'year', type: ['null', 'int'] }), /default is null/],
  ['money without a currency', withField({ name: 'amount', type: money }), /no currency/],
  [
    'lower-case symbols',
    withField({ name: 'kind', type: { type: 'enum', name: 'K', symbols: ['buy'] } }),
    /UPPER_CASE/,
  ],
  ['a mark nobody knows', withField({ name: 'mail', type: 'string', pii: 'yes' }), /pii is yes/],
  [
    'a personal field in the open',
    withField({ name: 'mail', type: 'string', pii: 'subject' }),
    /mail is personal: its/,
  ],
  [
    'a sealed field that is nobody’s',
    withField({ name: 'mail', type: { type: 'string', logicalType: 'sealed' } }),
    /mail is sealed: mark it/,
  ],
  [
    'a personal field inside another',
    withField({
      name: 'address',
      type: {
        type: 'record',
        name: 'Address',
        fields: [{ name: 'street', type: { type: 'string', logicalType: 'sealed' }, pii: 'subject' }],
      },
    }),
    /address.street is personal: it stands at the top/,
  ],
  ['a type that is none', withField({ name: 'size', type: 'decimal' }), /decimal is no type we use/],
]

for (const [what, faults, said] of cases)
  test(`refused: ${what}`, () => {
    assert.equal(faults.length >= 1, true)
    assert.match(faults.join('\n'), said)
    assert.match(faults.join('\n'), /^commerce\/OrderPlaced.avsc: /)
  })

test('a name is used once in the house', () => {
  const two = [
    { file: 'commerce/OrderPlaced.avsc', schema: base as unknown as RecordSchema },
    {
      file: 'sales/OrderPlaced.avsc',
      schema: { ...base, namespace: 'matinee.sales', 'x-topic': 'sales' } as RecordSchema,
    },
  ]
  assert.deepEqual(lint(two as Parameters<typeof lint>[0]), ['two records are named OrderPlaced'])
})
