// Where set-up keeps what it fetched. Nothing here is data: `npm run reset` leaves it alone.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
export const versions = JSON.parse(fs.readFileSync(path.join(root, 'start/bootstrap/versions.json'), 'utf8'))

export const own = path.join(root, '.matinee')
export const cache = path.join(own, 'cache')
export const kafkaJars = path.join(cache, `kafka-${versions.kafka}`)
export const registryApp = path.join(cache, `registry-${versions.registry}`)
export const streamsJars = path.join(cache, `kafka-streams-${versions.kafka}`)
export const streamsSource = path.join(root, 'bench/kafka-streams')
export const emmettSource = path.join(root, 'bench/emmett')
export const emmettModules = path.join(cache, 'emmett')
export const pinnedNode = path.join(root, 'node_modules/.bin/node')
