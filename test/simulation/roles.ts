// What runs in the simulated world's processes: the product's own rooms, each on nothing but its surroundings.
import { catalogueDecider } from '../../domain/catalogue/decider.ts'
import { commerceDecider } from '../../domain/commerce/decider.ts'
import { mediaDecider } from '../../domain/media/decider.ts'
import { sellersDecider } from '../../domain/sellers/decider.ts'
import { library } from '../../projectors/library/handlers.ts'
import { orders } from '../../projectors/orders/handlers.ts'
import {
  type AnyDecider,
  type Commands,
  deciderRoom,
  type Facts,
  idOf,
  openCommands,
  openDeadLetters,
  openFacts,
  type Projection,
  runProcess,
  runProcessor,
  runProjection,
  runWorker,
} from '../../runtime/index.ts'
import type { Service } from '../../runtime/service.ts'
import { bookkeeping } from '../../workers/bookkeeping/process.ts'
import { filmPipeline } from '../../workers/film-pipeline/process.ts'
import type { Billing } from '../../workers/payments/billing.ts'
import { paymentsWorker } from '../../workers/payments/worker.ts'
import type { Role, Surroundings } from './machines.ts'
import { plays } from './plays.ts'
import { spending } from './spending.ts'
import type { Process } from './world.ts'

export const deciders = [
  ...[commerceDecider, catalogueDecider, mediaDecider, sellersDecider],
] as unknown as readonly AnyDecider[]
export const contexts = deciders.map(({ name }) => name)
export const INSTALLATION = 'simulated'

/** What a client reaches of an API process. */
export type Api = Readonly<{ commands: Commands; facts: Facts }>

const apis = new WeakMap<Process, Api>()
/** Undefined while the process is not ready to be asked. */
export const apiOf = (process: Process): Api | undefined => apis.get(process)

const lookEvery = 3_000
const backoff = { first: 100, most: 2_000 }

/** Several services as one. */
const together = (name: string, services: readonly Service[]): Service => ({
  name,
  ready: Promise.all(services.map(({ ready }) => ready)).then(() => undefined),
  health: () => ({
    ok: services.every((one) => one.health().ok),
    detail: Object.fromEntries(services.map((one) => [one.name, one.health()])),
  }),
  stop: async () => void (await Promise.all(services.map((one) => one.stop()))),
})

const deciderRole: Role = {
  name: 'deciders',
  machines: 2,
  start: ({ log, codec, logger, folder, world }) =>
    deciderRoom({
      log,
      codec: codec as never,
      deciders,
      stateDir: folder.slice(0, -1),
      partitions: world.plan.partitions,
      installation: INSTALLATION,
      logger,
      limits: { keepCommands: 20_000, housekeepEvery: 5_000, batchCommands: 3 },
    }),
}

const apiRole: Role = {
  name: 'api',
  machines: 2,
  start: async ({ log, codec, logger, world, process }) => {
    const { partitions } = world.plan
    const commands = await openCommands({ log, codec: codec as never, contexts, partitions, logger })
    const facts = await openFacts({ log, codec: codec as never, partitions })
    apis.set(process, { commands, facts })
    return {
      name: 'api',
      ready: Promise.resolve(),
      health: commands.health,
      stop: async () => {
        apis.delete(process)
        await commands.close()
      },
    }
  },
}

/** The projections of the start, and those that a rebuild adds to them. */
export const projections: readonly Projection<never>[] = [library, orders, spending] as never
export const rebuilt: readonly Projection<never>[] = [{ ...spending, version: 2 }] as never

const projectorRole = (name: string, machines: number, run: readonly Projection<never>[]): Role => ({
  name,
  machines,
  start: async ({ log, codec, store, logger }) => {
    const deadLetters = await openDeadLetters({ log, codec, logger })
    const own = { log, codec, store, logger, deadLetters, lookEvery, backoff, tries: 3 }
    const views = together(name, await Promise.all(run.map((projection) => runProjection({ ...own, projection }))))
    return { ...views, stop: () => views.stop().finally(deadLetters.close) }
  },
})

const paymentsRole: Role = {
  name: 'payments',
  machines: 2,
  start: async ({ log, codec, logger, folder, world, process }, { bank }) => {
    const { partitions } = world.plan
    const commands = await openCommands({ log, codec: codec as never, contexts: ['commerce'], partitions, logger })
    const provider = bank.providerOf(process)
    const publicUrl = 'https://matinee.example'
    const worker = await paymentsWorker({
      ...{ log, codec, commands, provider, stateDir: folder, publicUrl, logger },
      // Nobody subscribes in the simulated world.
      billing: { name: 'sandbox' } as Billing,
    })
    return { ...worker, stop: () => worker.stop().finally(() => commands.close()) }
  },
}

/** Makes what a media worker would: the same set for the same job, told under an id that follows from the job. */
const transcoder = async ({ log, codec, logger, world }: Surroundings): Promise<Service> => {
  const { partitions } = world.plan
  const commands = await openCommands({ log, codec: codec as never, contexts: ['media'], partitions, logger })
  const tell = async (key: string, command: { type: string; jobId: string }, signal: AbortSignal): Promise<void> => {
    const commandId = idOf('transcoder', command.type, command.jobId)
    const sender = { key, commandId, bodyHash: commandId, actor: 'transcoder' }
    const outcome = await commands.submit('media', command, sender)
    signal.throwIfAborted()
    if (outcome.status !== 'accepted') throw new Error(`${command.type}: ${outcome.status}`)
  }
  const worker = await runWorker({
    name: 'transcoder',
    log,
    codec,
    logger,
    lookEvery,
    backoff,
    on: {
      TranscodeRequested: async ({ filmId, jobId }, _, signal) => {
        await tell(filmId, { type: 'StartTranscode', filmId, jobId, attempt: 'only' } as never, signal)
        await new Promise((resolve) => setTimeout(resolve, 1_000))
        signal.throwIfAborted()
        await tell(filmId, { type: 'CompleteTranscode', filmId, jobId, attempt: 'only', ...madeSet } as never, signal)
      },
    },
  })
  return { ...worker, stop: () => worker.stop().finally(() => commands.close()) }
}

const madeSet = {
  durationMs: 60_000,
  width: 640,
  height: 360,
  hasAudio: true,
  prefix: 'films/simulated',
  hls: 'master.m3u8',
  dash: 'manifest.mpd',
  poster: 'poster.jpg',
  thumbnails: null,
  renditions: [],
  tools: [],
}

const pipelineRole: Role = {
  name: 'pipeline',
  machines: 2,
  start: async (around) => {
    const { log, codec, logger } = around
    const run = (process: typeof bookkeeping) => runProcess({ log, codec, process, logger, lookEvery, backoff })
    return together('pipeline', [await run(filmPipeline), await run(bookkeeping), await transcoder(around)])
  },
}

const streamsRole: Role = {
  name: 'streams',
  machines: 2,
  start: ({ log, codec, logger, folder }) =>
    runProcessor({
      log,
      codec,
      processor: plays,
      installation: INSTALLATION,
      stateDir: folder.slice(0, -1),
      logger,
      limits: { lookEvery: 2_500, moveOnAfter: 5_000, batch: 5, backoff },
    }),
}

export const roles: readonly Role[] = [
  deciderRole,
  apiRole,
  projectorRole('projector', 2, projections),
  paymentsRole,
  pipelineRole,
  streamsRole,
]
export const rebuildRole: Role = projectorRole('rebuild', 1, rebuilt)
