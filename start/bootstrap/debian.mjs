// Programs that come from Debian's or Ubuntu's packages: found where they are, installed when they are not.
import fs from 'node:fs'
import path from 'node:path'
import { versions } from './places.mjs'
import { ask, run, Stop } from './run.mjs'

const onPath = (command) =>
  `${process.env.PATH ?? ''}:/usr/local/bin:/usr/bin`
    .split(':')
    .map((folder) => path.join(folder || '.', command))
    .find((file) => fs.existsSync(file))

/** The major version in what `java -version` prints; 8 and older call themselves 1.8. */
export const javaMajor = (text) => {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text ?? '') ?? []
  return Number(first === '1' ? second : first) || 0
}

/** A Java that is new enough: JAVA_HOME's, the path's, or one that another package put beside it. */
export const findJava = () => {
  const jvms = '/usr/lib/jvm'
  const others = fs.existsSync(jvms) ? fs.readdirSync(jvms).map((name) => path.join(jvms, name, 'bin/java')) : []
  const home = process.env.JAVA_HOME ? [path.join(process.env.JAVA_HOME, 'bin/java')] : []
  return [...home, 'java', ...others].find((java) => javaMajor(ask(java, ['-version'])) >= versions.java)
}

export const findChromium = () =>
  ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'].map(onPath).find(Boolean)

/** `packages` are tried in order: the first that this release knows is installed. */
export const programs = {
  ffmpeg: {
    why: 'transcodes films, and makes those of the demo',
    packages: ['ffmpeg'],
    have: () => Boolean(onPath('ffmpeg') && onPath('ffprobe')),
  },
  redis: {
    why: 'the cache (live progress, hot pages)',
    packages: ['redis-server'],
    have: () => Boolean(onPath('redis-server')),
  },
  java: {
    why: `runs Kafka and the schema registry (Java ${versions.java} or newer)`,
    packages: ['openjdk-17-jre-headless', 'openjdk-21-jre-headless', 'openjdk-25-jre-headless'],
    have: () => Boolean(findJava()),
  },
  jdk: {
    why: "compiles a measurement's reference, a Kafka Streams program",
    packages: ['default-jdk-headless', 'openjdk-17-jdk-headless'],
    have: () => Boolean(onPath('javac')),
  },
  maven: {
    why: "fetches Kafka's and the registry's jars, once",
    packages: ['maven'],
    have: () => Boolean(onPath('mvn')),
  },
  chromium: {
    why: 'the browser of the tests',
    packages: ['chromium'],
    have: () => Boolean(findChromium()),
  },
  python: {
    why: "runs the README's Python and localstripe in the tests",
    packages: ['python3-venv'],
    have: () => ask('python3', ['-c', 'import venv, ensurepip']) !== undefined,
  },
  go: {
    why: 'builds stripe-mock and Toxiproxy for the tests',
    packages: ['golang-go'],
    have: () => Boolean(onPath('go')),
  },
  faketime: {
    why: 'makes clocks jump in the chaos runs',
    packages: ['faketime'],
    have: () => Boolean(onPath('faketime')),
  },
}

export const missing = (names) => names.filter((name) => !programs[name].have())

const isRoot = () => process.getuid?.() === 0
const sudo = () => (isRoot() ? [] : ask('sudo', ['-n', 'true']) === undefined ? undefined : ['sudo', '-n'])

const asRoot = async (command, args) => {
  const before = sudo()
  const [first, ...rest] = [...(before ?? []), 'env', 'DEBIAN_FRONTEND=noninteractive', command, ...args]
  return run(first, rest, { finish: true })
}

const known = (name) => /Candidate: (?!\(none\))\S/.test(ask('apt-cache', ['policy', name]) ?? '')

const choose = (names) => names.map((name) => programs[name].packages.find(known) ?? programs[name].packages[0])

const installArgs = (packages) => [
  '-o',
  'DPkg::Lock::Timeout=300',
  'install',
  '-y',
  '--no-install-recommends',
  ...packages,
]

/** What a person would type. */
export const command = (names) => {
  const packages = names.map((name) => programs[name].packages.find(known) ?? programs[name].packages[0])
  const before = isRoot() ? '' : 'sudo '
  return `${before}apt-get update && ${before}apt-get install -y --no-install-recommends ${packages.join(' ')}`
}

/** Debian starts a server that it installs, and again at each boot. We start our own; the system's was not asked for. */
const quietRedis = async () => {
  if (fs.existsSync('/run/systemd/system')) await asRoot('systemctl', ['disable', '--now', 'redis-server'])
  else {
    await asRoot('service', ['redis-server', 'stop'])
    await asRoot('update-rc.d', ['redis-server', 'disable'])
  }
}

/** By itself as root or with sudo that asks nothing; otherwise Stop with the exact command. */
export const install = async (names) => {
  if (!onPath('apt-get'))
    throw new Stop(
      `missing: ${names.join(', ')}. This machine has no apt-get: install them with its own package manager and start again.`,
    )
  if (sudo() === undefined)
    throw new Stop(`missing: ${names.join(', ')}. Install them and start again:\n  ${command(names)}`)
  const attempt = async () => {
    const unknown = names.filter((name) => !programs[name].packages.some(known))
    if (unknown.length) throw new Stop(`no package for ${unknown.join(', ')} in this machine's lists`)
    await asRoot('apt-get', installArgs(choose(names)))
  }
  try {
    await attempt()
  } catch {
    // Lists missing (a fresh container) or older than the packages that the mirror still has.
    await asRoot('apt-get', ['update'])
    await attempt()
  }
  if (names.includes('redis')) await quietRedis().catch(() => undefined)
}
