// Where set-up (start/bootstrap) put the servers' programs.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import versions from '../bootstrap/versions.json' with { type: 'json' }

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const own = path.join(root, '.matinee')
export const kafkaJars = path.join(own, 'cache', `kafka-${versions.kafka}`)
export const registryApp = path.join(own, 'cache', `registry-${versions.registry}`)
export const registryJar = path.join(registryApp, `apicurio-registry-app-${versions.registry}-runner.jar`)

export const streamsJars = path.join(own, 'cache', `kafka-streams-${versions.kafka}`)
/** Where set-up put the packages of bench/emmett. */
export const emmettModules = path.join(own, 'cache', 'emmett')

/** The Java that set-up found new enough; it may not be the first on the path. */
export const java = (): string => process.env.MATINEE_JAVA ?? 'java'
