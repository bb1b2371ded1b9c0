// `matinee doctor`: what is there, what is missing, and the command that gets it. Changes nothing.
import fs from 'node:fs'
import os from 'node:os'
import { command, findJava, missing, programs } from './debian.mjs'
import { haveKafka, haveRegistry } from './java.mjs'
import { haveLinks, havePackages, havePinnedNode } from './packages.mjs'
import { own, root, versions } from './places.mjs'
import { ask } from './run.mjs'

const byStart = 'npm start gets it'

const free = () => {
  const { bavail, bsize } = fs.statfsSync?.(root) ?? { bavail: Number.POSITIVE_INFINITY, bsize: 1 }
  return bavail * bsize
}

const gigabytes = (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GB`

const writable = () => {
  try {
    fs.accessSync(fs.existsSync(own) ? own : root, fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** `needed`: npm start does not work without it. */
export const examine = () => {
  const supported = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
  const glibc = !fs.existsSync('/etc/alpine-release')
  const forTests = new Set(['chromium', 'python', 'go'])
  const machine = [
    {
      what: `machine ${process.platform} ${process.arch}`,
      ok: supported && glibc,
      how: 'Debian or Ubuntu on x64 or arm64',
    },
    { what: `memory ${gigabytes(os.totalmem())}`, ok: os.totalmem() > 3.5 * 2 ** 30, how: '4 GB or more' },
    { what: `free disk ${gigabytes(free())}`, ok: free() > 4 * 2 ** 30, how: '4 GB or more where the checkout lies' },
    { what: 'checkout writable', ok: writable(), how: 'sudo chown -R "$(id -un)" .' },
  ]
  const fetched = [
    { what: 'npm packages', ok: havePackages(), how: byStart },
    { what: 'links of PostgreSQL', ok: haveLinks(), how: byStart },
    { what: `Node ${versions.node}`, ok: havePinnedNode(), how: byStart },
    { what: `Kafka ${versions.kafka}`, ok: haveKafka(), how: byStart },
    { what: `Apicurio Registry ${versions.registry}`, ok: haveRegistry(), how: byStart },
  ]
  const system = Object.entries(programs)
    .filter(([name]) => name !== 'maven' || !(haveKafka() && haveRegistry()))
    .map(([name, { why }]) => {
      const java = name === 'java' ? findJava() : undefined
      const version = java ? ` (${ask(java, ['-version']).split('\n')[0]})` : ''
      const ok = missing([name]).length === 0
      return { what: `${name}${version}: ${why}`, ok, how: ok ? '' : command([name]), needed: !forTests.has(name) }
    })
  return [...machine, ...fetched, ...system].map((finding) => ({ needed: true, ...finding }))
}

/** Exit code 1 when something needed is missing. */
export const doctor = (json) => {
  const findings = examine()
  const ok = findings.every((finding) => finding.ok || !finding.needed)
  if (json) process.stdout.write(`${JSON.stringify({ ok, findings })}\n`)
  else {
    for (const { what, ok: fine, how, needed } of findings) {
      const mark = fine ? 'ok     ' : needed ? 'MISSING' : 'absent '
      process.stdout.write(`${mark} ${what}${fine ? '' : `\n          get it: ${how}`}\n`)
    }
    const later = findings.some((finding) => !finding.ok && !finding.needed)
    process.stdout.write(ok ? 'npm start can run' : 'something is missing; npm start gets it where it can')
    process.stdout.write(later ? ' (what is absent only tests need)\n' : '\n')
  }
  return ok ? 0 : 1
}
