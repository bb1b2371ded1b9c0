// How the arguments of `npm start` are read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadArguments, defaultData, readOptions } from './options.ts'

const read = (...argv: string[]) => readOptions(argv, { INIT_CWD: '/somewhere' })

test('defaults: the demo, loopback, any free port, the data folder of the checkout', () => {
  assert.deepEqual(read(), { demo: true, port: undefined, host: '127.0.0.1', dataDir: defaultData, external: false })
})

test('all of them', () => {
  const given = read('--no-demo', '--port', '81', '--host=0.0.0.0', '--data', 'films', '--external')
  assert.deepEqual(given, { demo: false, port: 81, host: '0.0.0.0', dataDir: '/somewhere/films', external: true })
})

test('what is wrong says how it is right', () => {
  assert.throws(() => read('--port', '0'), /from 1 to 65535/)
  assert.throws(() => read('--port', '8x'), /from 1 to 65535/)
  assert.throws(() => read('--prot', '80'), BadArguments)
  assert.throws(() => read('extra'), /--help/)
})
