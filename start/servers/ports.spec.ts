// Which port a server gets.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'
import { choosePorts, nextFree, PortTaken, usualPorts, webPort } from './ports.ts'

test('the first that is free and not taken by another of ours', async () => {
  const free = async (port: number): Promise<boolean> => port !== 9000 && port !== 9002
  assert.equal(await nextFree(9000, new Set([9001]), free), 9003)
  await assert.rejects(
    nextFree(9000, new Set(), async () => false),
    /no free port from 9000 to 9099/,
  )
})

test('all of them differ, and what was used last time is used again', async () => {
  const ports = await choosePorts('127.0.0.1', 'any')
  assert.equal(new Set(Object.values(ports)).size, Object.keys(usualPorts).length)
  assert.deepEqual(await choosePorts('127.0.0.1', ports), ports)
  const moved = await choosePorts('127.0.0.1', ports, [ports.registry])
  assert.notEqual(moved.registry, ports.registry)
})

test('a web port that was named is taken or refused, never moved', async () => {
  const other = net.createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as net.AddressInfo
  await assert.rejects(webPort('127.0.0.1', port), PortTaken)
  other.close()
  await once(other, 'close')
  assert.equal(await webPort('127.0.0.1', port), port)
})

test('no server of a test gets a port that an outgoing connection may take meanwhile', async () => {
  for (let i = 0; i < 20; i++)
    for (const port of Object.values(await choosePorts('127.0.0.1', 'any'))) assert.ok(port < 32_768, `${port}`)
})
