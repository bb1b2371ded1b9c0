// docker-compose.yml: valid by its schema and linter, of the versions that are embedded, with all that it mounts.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { allOf, keysConfig, paymentsConfig, readConfig, serversConfig } from '../platform/config.ts'
import versions from '../start/bootstrap/versions.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
const file = path.join(root, 'docker-compose.yml')
const compose = fs.readFileSync(file, 'utf8')

type Finding = { rule: string; message: string; line: number }

const lint = (target: string): Finding[] => {
  const dclint = path.join(root, 'node_modules/.bin/dclint')
  const args = [dclint, '--config', path.join(root, 'deploy/dclint.json'), '--formatter', 'json', target]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.ok(stdout.trim().startsWith('['), stderr || stdout)
  const results = JSON.parse(stdout) as { messages: Finding[] }[]
  return results.flatMap(({ messages }) => messages.map(({ rule, message, line }) => ({ rule, message, line })))
}

test('the linter and the schema have nothing to say', () => {
  assert.deepEqual(lint(file), [])
})

test('the linter would say it: an unknown key, a port open to all, an image without a version', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'matinee-compose-'))
  const rulesOf = (from: string, to: string): string[] => {
    assert.ok(compose.includes(from))
    fs.writeFileSync(path.join(folder, 'docker-compose.yml'), compose.replace(from, to))
    return lint(path.join(folder, 'docker-compose.yml')).map(({ rule }) => rule)
  }
  try {
    assert.deepEqual(rulesOf('healthcheck:', 'helthcheck:'), ['invalid-schema'])
    assert.deepEqual(rulesOf('127.0.0.1:9092:9092', '9092:9092'), ['no-unbound-port-interfaces'])
    assert.deepEqual(rulesOf('apache/kafka:4.2.1', 'apache/kafka'), ['service-image-require-explicit-tag'])
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
})

test('versions are those of the embedded servers; what is mounted is there', () => {
  assert.match(compose, new RegExp(`apache/kafka:${versions.kafka}\\n`))
  assert.match(compose, new RegExp(`apicurio-registry:${versions.registry}\\n`))
  const mounted = [...compose.matchAll(/- (\.\/[^:]+):/g)].map(([, from]) => from ?? '')
  assert.ok(mounted.length >= 2)
  for (const from of mounted) assert.ok(fs.existsSync(path.join(root, from)), from)
})

test('the example environment is complete, and names every password that the servers ask for', () => {
  const text = fs.readFileSync(path.join(root, 'deploy/example.env'), 'utf8')
  const env = Object.fromEntries(
    [...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name ?? '', value ?? '']),
  )
  readConfig(allOf(allOf(serversConfig, paymentsConfig), keysConfig), env)
  for (const [, name = ''] of compose.matchAll(/\$\{(\w+):\?\}/g)) assert.ok(env[name], name)
})
