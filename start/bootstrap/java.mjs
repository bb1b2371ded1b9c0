// Kafka's and the registry's jars, by Maven, into the cache: each folder appears whole or not at all.
import fs from 'node:fs'
import path from 'node:path'
import { kafkaJars, registryApp, root, streamsJars, streamsSource, versions } from './places.mjs'
import { run } from './run.mjs'

const whole = async (target, make) => {
  const making = `${target}.${process.pid}.part`
  fs.rmSync(making, { recursive: true, force: true })
  fs.mkdirSync(making, { recursive: true })
  try {
    await make(making)
    fs.rmSync(target, { recursive: true, force: true })
    fs.renameSync(making, target)
  } finally {
    fs.rmSync(making, { recursive: true, force: true })
  }
}

const maven = (...args) => run('mvn', ['-B', '-q', '--no-transfer-progress', ...args], { cwd: root })

export const haveKafka = () => fs.existsSync(kafkaJars)
export const getKafka = () =>
  whole(kafkaJars, (folder) =>
    maven(
      '-f',
      path.join(root, 'start/servers/kafka/pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${folder}`,
      '-DincludeScope=runtime',
      `-Dkafka.version=${versions.kafka}`,
      `-Dlog4j.version=${versions.log4j}`,
    ),
  )

export const haveRegistry = () => fs.existsSync(registryApp)
export const getRegistry = () =>
  whole(registryApp, async (folder) => {
    const artifact = `io.apicurio:apicurio-registry-app:${versions.registry}:tar.gz:all`
    await maven('dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`)
    const archive = path.join(folder, `apicurio-registry-app-${versions.registry}-all.tar.gz`)
    await run('tar', ['xzf', archive, '-C', folder])
    fs.rmSync(archive)
  })

/** The reference of the bench's row window-count: compiled here, with the jars that it runs on; anew when it changed. */
export const haveStreams = () => {
  const times = fs.readdirSync(streamsSource).map((name) => fs.statSync(path.join(streamsSource, name)).mtimeMs)
  return fs.existsSync(streamsJars) && fs.statSync(streamsJars).mtimeMs > Math.max(...times)
}
export const getStreams = () =>
  whole(streamsJars, async (folder) => {
    const target = path.join(folder, 'target')
    await maven(
      ...['-f', path.join(streamsSource, 'pom.xml'), 'package', 'dependency:copy-dependencies'],
      ...[`-DoutputDirectory=${folder}`, '-DincludeScope=runtime'],
      ...[`-Dtarget=${target}`, `-Dkafka.version=${versions.kafka}`],
    )
    fs.renameSync(path.join(target, 'window-count-1.jar'), path.join(folder, 'window-count.jar'))
    fs.rmSync(target, { recursive: true })
  })
