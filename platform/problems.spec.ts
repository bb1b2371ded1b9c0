// The catalogue, its page for people, and every name that is used anywhere in the house: all the same.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isProblemName, problem, problemBody, problems } from './problems.ts'

const root = join(import.meta.dirname, '..')
const rows = readFileSync(join(root, 'docs/errors.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| `([a-z-]+)` \| (\d+) \| (.+) \| (.+) \|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, name = '', status, title, todo]) => ({ name, status: Number(status), title, todo }))

test('docs/errors.md tells every problem, with its status, title and what to do', () =>
  assert.deepEqual(
    rows,
    Object.entries(problems).map(([name, told]) => ({ name, ...told })),
  ))

/** Names as refusals, thrown problems and declarations of routes write them. */
const uses = /(?:\brefuse|\bproblem)\(\s*'([a-z-]+)'|\bproblems: \[([^\]]*)\]/g

test('every problem that is named anywhere is in the catalogue', () => {
  const files = globSync(['*/**/*.ts', '*/**/*.tsx'], {
    cwd: root,
    exclude: (name) => /node_modules|^\.|generated|\.spec\.ts$/.test(String(name)),
  })
  const named = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(uses)].flatMap(([, one, list]) =>
      (one ? [one] : [...(list ?? '').matchAll(/'([a-z-]+)'/g)].map(([, name = '']) => name)).map((name) => ({
        name,
        file,
      })),
    ),
  )
  assert.ok(named.length > 20, 'found hardly any: the pattern does not fit the code any more')
  assert.deepEqual(
    named.filter(({ name }) => !isProblemName(name)),
    [],
  )
})

test('a problem becomes the body of RFC 9457, with what belongs to it', () =>
  assert.deepEqual(problemBody(problem('too-large', 'At most 5 bytes.', { limit: 5 }), 'urn:uuid:1'), {
    type: '/problems/too-large',
    title: 'Too large',
    status: 413,
    detail: 'At most 5 bytes.',
    instance: 'urn:uuid:1',
    limit: 5,
  }))
