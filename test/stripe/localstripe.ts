// localstripe (GPL-3.0-or-later): a Stripe that keeps state and signs its webhooks. A process of its own, for tests only.
import { join } from 'node:path'
import { type Child, healthy, startChild } from '../../start/servers/child.ts'
import { freePort } from '../app.ts'
import { pythonProgram } from '../python-program.ts'

const version = '1.15.10'
const python = pythonProgram(`localstripe-${version}`, [
  ...[`localstripe==${version}`, 'aiohttp==3.14.5', 'python-dateutil==4.0.0'],
])

export const withoutLocalstripe = python.without

/**
 * It writes all that it has into one fixed file, whoever runs it, at each change: here it forgets with its process. And it
 * would listen on every address.
 */
const program = `
import sys
from aiohttp import web
from localstripe import resources, server
resources.Store.dump_to_disk = lambda self: None
web.run_app(server.app, host='127.0.0.1', port=int(sys.argv[1]), access_log=None, print=None)
`

export type Localstripe = Readonly<{ url: string; child: Child }>

export const startLocalstripe = async (folder: string): Promise<Localstripe> => {
  const [command, port] = [await python.build(), await freePort()]
  const child = startChild({
    ...{ name: 'localstripe', command, args: ['-c', program, String(port)], logFile: join(folder, 'localstripe.log') },
  })
  const url = `http://127.0.0.1:${port}`
  await healthy(child, 30, () => fetch(url, { signal: AbortSignal.timeout(2_000) }).then(() => true))
  return { url, child }
}
