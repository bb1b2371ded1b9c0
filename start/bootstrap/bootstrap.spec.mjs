// The pure parts of the bootstrap: what was asked, whether packages are as the lockfile says, which Java is new enough.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { parse } from './args.mjs'
import { javaMajor } from './debian.mjs'
import { installed } from './packages.mjs'
import { root } from './places.mjs'
import { reset } from './reset.mjs'
import { needsServers, systemNeeds } from './steps.mjs'

describe('parse', () => {
  test('npm start and its options', () => {
    const { task, program, args, external, data } = parse(['start', '--external', '--data=films', '--port', '81'])
    assert.deepEqual([task, program, external, data], ['start', 'start/main.ts', true, 'films'])
    assert.deepEqual(args, ['--external', '--data=films', '--port', '81'])
  })

  test('the command line hands its command on', () => {
    const asked = parse(['matinee', 'events', 'commerce', '--json'])
    assert.deepEqual([asked.program, asked.args], ['start/cli/main.ts', ['events', 'commerce', '--json']])
    assert.equal(asked.json, true)
    assert.equal(parse(['matinee', 'doctor']).task, 'doctor')
    assert.equal(parse(['reset', '--data', 'films']).data, 'films')
  })

  test('help comes first, and an unknown command is said to be one', () => {
    assert.deepEqual(parse(['start', '--help']), { task: 'help', about: 'start', args: ['--help'] })
    assert.equal(parse([]).task, 'help')
    assert.equal(parse(['matinee']).task, 'help')
    assert.deepEqual(parse(['matinee', 'toString']).task, 'unknown')
  })
})

test('with --external no server is set up', () => {
  assert.deepEqual(systemNeeds('start', true), ['ffmpeg'])
  assert.equal(needsServers('start', true), false)
  assert.equal(needsServers('start', false), true)
  assert.deepEqual(systemNeeds('events', false), [])
})

test('packages: every version as locked; only optional ones may be absent', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  }
  const found = (a, b) => ({
    packages: { ...(a && { 'node_modules/a': { version: a } }), ...(b && { 'node_modules/b': { version: b } }) },
  })
  assert.equal(installed(wanted, found('1.0.0', '2.0.0')), true)
  assert.equal(installed(wanted, found('1.0.0')), true)
  assert.equal(installed(wanted, found('1.0.1')), false)
  assert.equal(installed(wanted, found('1.0.0', '2.0.1')), false)
  assert.equal(installed(wanted, found(undefined, '2.0.0')), false)
  assert.equal(installed(wanted, undefined), false)
})

test('javaMajor reads every way a Java names its version', () => {
  assert.equal(javaMajor('openjdk version "17.0.15" 2025-04-15'), 17)
  assert.equal(javaMajor('java version "1.8.0_392"'), 8)
  assert.equal(javaMajor('openjdk version "26" 2026-03-17'), 26)
  assert.equal(javaMajor('bash: java: not found'), 0)
  assert.equal(javaMajor(undefined), 0)
})

describe('reset', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'matinee-reset-'))
  after(() => fs.rmSync(folder, { recursive: true, force: true }))

  test('empties a data folder of ours, and no other', () => {
    fs.writeFileSync(path.join(folder, 'thesis.tex'), 'years of work')
    assert.throws(() => reset(folder), /nothing was removed/)
    fs.writeFileSync(path.join(folder, 'matinee.json'), '{"product":"matinee"}')
    const started = fs.readFileSync(`/proc/${process.pid}/stat`, 'latin1').split(') ')[1].split(' ')[19]
    fs.writeFileSync(path.join(folder, 'lock'), JSON.stringify({ pid: process.pid, started }))
    assert.throws(() => reset(folder), /stop it first/)
    fs.rmSync(path.join(folder, 'lock'))
    assert.match(reset(folder), /begins anew/)
    assert.equal(fs.existsSync(folder), false)
  })
})

test('help and an unknown command are answered without any set-up', () => {
  const bootstrap = path.join(root, 'start/bootstrap.mjs')
  const help = spawnSync(process.execPath, [bootstrap, 'start', '--help'], { encoding: 'utf8' })
  assert.equal(help.status, 0)
  assert.match(help.stdout, /--no-demo/)
  const unknown = spawnSync(process.execPath, [bootstrap, 'matinee', 'plya'], { encoding: 'utf8' })
  assert.equal(unknown.status, 2)
  assert.equal(unknown.stdout, '')
  assert.match(unknown.stderr, /no command plya/)
})
