// The broker's disk is full: commands are put off, nothing is answered that is not there, and with space again all goes on.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { logger, openHouse } from '../../runtime/deciders/house.ts'
import { eventually } from '../../runtime/eventually.ts'
import { kafkaLog } from '../../runtime/kafka/kafka-log.ts'
import { asRoot } from '../as-root.ts'
import { startBroker } from './broker.ts'
import { checkAll, startLoad } from './load.ts'

const MEGABYTE = 2 ** 20

const smallDisk = (megabytes: number): string => {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-disk-'))
  asRoot('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', folder)
  after(() => {
    asRoot('umount', '-l', folder)
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

test('a full disk under load', { timeout: 120_000 }, async () => {
  const folder = smallDisk(96)
  const broker = await startBroker({ folder })
  after(() => broker.close())
  const names = { clientId: 'disk', installation: 'disk', topicPrefix: 'disk.' }
  const log = await kafkaLog({ ...names, brokers: broker.address, logger })
  after(() => log.close())
  const house = await openHouse(log, 2)
  after(() => house.close())
  await house.startRoom()
  const load = startLoad(await house.openClient())
  after(() => load.abandon())
  await load.more(50)

  const ballast = join(folder, 'ballast')
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - MEGABYTE))
  // With its only folder failed, Kafka ends itself: it will not serve what it cannot keep.
  await broker.exited()
  const waited = load.seen.pending + load.seen.unavailable
  await eventually('commands are put off', () => load.seen.pending + load.seen.unavailable >= waited + 16, 30_000)
  const before = load.answered.size

  rmSync(ballast)
  await broker.start()
  await load.more(100)
  await load.stop()
  const records = await checkAll(house, load)
  assert.ok(load.answered.size > before)
  console.log(`${load.answered.size} commands, ${records} records, ${JSON.stringify(load.seen)}`)
})
