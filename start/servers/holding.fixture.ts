// Holds servers, and a process as a room would start one, until it is killed. For servers.int.spec.ts.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { createLogger } from '../../platform/logger.ts'
import { embeddedServers } from './index.ts'

const [dataDir = '', out = ''] = process.argv.slice(2)
const { children, guard } = await embeddedServers({ dataDir, logger: createLogger('test', 'silent'), ports: 'any' })
// Deaf to what a terminal or a parent would send it, like an ffmpeg that is busy.
const room = spawn('sh', ['-c', 'trap "" TERM HUP INT; while :; do sleep 1; done'], { detached: true, stdio: 'ignore' })
const pids = [...children.map(({ pid }) => pid), room.pid ?? 0]
fs.writeFileSync(`${out}.new`, JSON.stringify({ pids, owner: guard.owner }))
fs.renameSync(`${out}.new`, out)
