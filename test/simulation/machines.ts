// Machines: each runs one role as a process, and starts it again on what was durable whenever it has died.
import type { Logger } from 'pino'
import {
  type Codec,
  type Log,
  type MemoryLog,
  memoryCodec,
  type ProjectionStore,
  RegistryFailed,
  SchemaIdNotLearned,
} from '../../runtime/index.ts'
import type { Service } from '../../runtime/service.ts'
import { diskRoot } from './disks.ts'
import { call, NoAnswer } from './network.ts'
import type { PaymentServer } from './payment-server.ts'
import { logOf } from './process-log.ts'
import type { Process, World } from './world.ts'

/** What a process has at hand; everything else would be cheating. */
export type Surroundings = Readonly<{
  world: World
  process: Process
  log: Log
  codec: Codec
  store: ProjectionStore
  logger: Logger
  folder: string
}>

export type Role = Readonly<{
  name: string
  machines: number
  start(around: Surroundings, site: Site): Promise<Service>
}>

/** What is outside of the processes. */
export type Site = Readonly<{ log: MemoryLog; store: ProjectionStore; bank: PaymentServer }>

export type Machine = Readonly<{
  name: string
  role: string
  process(): Process
  service(): Service | undefined
}>

const shared = memoryCodec()
const noRegistry = () => new RegistryFailed('the registry does not answer')

/** What the process writes it knows from its start; a schema that it reads for the first time it asks the registry for. */
const codecOf = (world: World, process: Process): Codec => {
  const known = new Set<number>()
  const fetch = async (ids: readonly number[]): Promise<void> => {
    for (const id of ids) {
      await call(world, process, {
        place: 'registry',
        label: `schema ${id}`,
        effect: () => id,
        refused: noRegistry,
        unknown: noRegistry,
      })
      known.add(id)
    }
  }
  return {
    ...shared,
    learn: (values) => {
      const ids = [...new Set([...values].filter((one) => one.length >= 5).map((one) => one.readInt32BE(1)))]
      const missing = ids.filter((id) => !known.has(id))
      return missing.length ? fetch(missing) : undefined
    },
    decode: (value) => {
      if (!known.has(value.readInt32BE(1))) throw new SchemaIdNotLearned(`schema id ${value.readInt32BE(1)}`)
      return shared.decode(value)
    },
  }
}

const loggerOf = (world: World, process: Process): Logger => {
  const line = (level: string) => (about: unknown, text?: string) => {
    if (process.alive) world.note(`${process.name} ${level}: ${text ?? ''} ${told(about)}`)
  }
  const nothing = () => undefined
  const levels = { fatal: line('fatal'), error: line('error'), warn: line('warn'), info: line('info') }
  const logger = { ...levels, debug: nothing, trace: nothing, child: () => logger } as unknown as Logger
  return logger
}

const told = (about: unknown): string =>
  typeof about === 'string'
    ? about
    : JSON.stringify(about, (_, value) =>
        value instanceof Error ? String(value) : typeof value === 'bigint' ? String(value) : value,
      )

const parkingText = ({ parking }: Parameters<ProjectionStore['apply']>[2]): string => {
  const parked = (parking?.park ?? []).map(({ record }) => ` parks ${record.offset}`)
  return [...parked, ...(parking?.settle ?? []).map(({ offset, outcome }) => ` ${outcome} ${offset}`)].join('')
}

const storeOf = (world: World, process: Process, store: ProjectionStore): ProjectionStore => ({
  isAway: (error) => error instanceof NoAnswer,
  parkedBy: parkedOf(world, process, store),
  positions: (name, version) =>
    call(world, process, { place: 'store', label: `positions ${name}`, effect: () => store.positions(name, version) }),
  apply: (name, version, batch, work) =>
    call(world, process, {
      place: 'store',
      deadly: 3,
      label: `rows ${name}_v${version} ${batch.topic}/${batch.partition}@${batch.next}${parkingText(batch)}`,
      effect: () =>
        store.apply(name, version, batch, (rows) => {
          // The transaction is a dialogue: without the one who began it, nothing of it is kept.
          if (!process.alive) throw new Error('the connection is gone')
          return world.scheduler.as(process, () => work(rows))
        }),
      unknown: () => new NoAnswer('the connection is gone: committed or not'),
      onUnheard: () => world.seen.note('crash between effect and offset'),
    }),
})

/** What a view laid aside stands in the same store. */
const parkedOf = (world: World, process: Process, store: ProjectionStore): NonNullable<ProjectionStore['parkedBy']> => {
  const ask = <T>(label: string, effect: () => Promise<T>) =>
    call(world, process, { place: 'store', label: `parked ${label}`, effect })
  return (name, version) => {
    const inner = store.parkedBy?.(name, version)
    if (!inner) throw new Error('this store lays nothing aside')
    return {
      parked: (topic, partition) => ask('all', () => inner.parked(topic, partition)),
      untold: (topic, partition) => ask('untold', () => inner.untold(topic, partition)),
      told: (topic, partition, changes) => ask('told', () => inner.told(topic, partition, changes)),
    }
  }
}

const RESTART = [100, 3_000] as const

export const startMachine = (world: World, site: Site, role: Role, index: number): Machine => {
  const { scheduler, dice, plan, disks, seen } = world
  const name = `${role.name}-${index}`
  const folder = `${diskRoot}${name}/`
  let lives = 0
  let process: Process
  let service: Service | undefined

  const begin = () => {
    const mine: Process = {
      name: `${name}.${lives++}`,
      machine: name,
      role: role.name,
      folder,
      alive: true,
      stalled: false,
      skew: 0,
      cutUntil: 0,
      waiting: [],
      onDeath: [],
      onSilence: [],
      onWaking: [],
    }
    process = mine
    service = undefined
    mine.skew = skewOf()
    if (mine.skew) seen.note('clock skew')
    mine.onDeath.push(() => {
      if (world.strikes(plan.faults.oldDisk) && disks.fallBack(folder)) {
        seen.note('disk fell back')
        world.note(`the disk of ${name} is as it was before`)
      } else if (disks.paths().some((path) => path.startsWith(folder)) && world.strikes(plan.faults.loseDisk)) {
        seen.note('disk lost')
        world.note(`the disk of ${name} is lost`)
        disks.lose(folder)
      }
      scheduler.after(dice.between(...RESTART), undefined, `${name} starts again`, begin)
    })
    const log = logOf({ world, process: mine, log: site.log, slowness: slownessOf(world) })
    const around = {
      world,
      process: mine,
      log,
      codec: codecOf(world, mine),
      store: storeOf(world, mine, site.store),
      logger: loggerOf(world, mine),
      folder,
    }
    scheduler.as(mine, () =>
      role.start(around, site).then(
        (started) => {
          service = started
          // Stopped or failed before it was ready: a real one would exit and be started again.
          started.ready.catch((error: unknown) => world.note(`${mine.name} is not ready: ${error}`))
        },
        (error) => {
          world.note(`${mine.name} does not start: ${error}`)
          scheduler.as(undefined, () => world.end(mine))
        },
      ),
    )
  }

  const skewOf = () => (world.isHealed() || !plan.faults.skew ? 0 : dice.between(-plan.faults.skew, plan.faults.skew))

  begin()
  return { name, role: role.name, process: () => process, service: () => service }
}

const slownessOf =
  (world: World) =>
  ({ topic, partition }: Readonly<{ topic: string; partition: number }>): number =>
    world.isSlow(`${topic}/${partition}`) ? world.dice.between(500, 5_000) : 0
