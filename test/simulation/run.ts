// Runs the world of one seed: everybody works while things break, then everything heals, then the checker judges.

import { memoryLog, memoryProjectionStore, topicsOf } from '../../runtime/index.ts'
import { type PlantedBug, plant } from '../../runtime/planted.ts'
import { type ClientDeps, filmId, type Letter, operator, player, seller, viewer, webhook } from './clients.ts'
import { collect, type Evidence, type Property, type Told } from './evidence.ts'
import { installGlobals } from './globals.ts'
import { emptyHistory } from './history.ts'
import { type Machine, type Site, startMachine } from './machines.ts'
import { breakThings } from './mishaps.ts'
import { paymentServer, type Webhook } from './payment-server.ts'
import { type Plan, planOf } from './plan.ts'
import { properties } from './properties/index.ts'
import { moneyAddsUp } from './properties/money.ts'
import { rebuildRole, roles } from './roles.ts'
import { lookBack, type Sight } from './seen.ts'
import { breakSpending } from './spending.ts'
import { createWorld, START, type World } from './world.ts'

export type Verdict = Readonly<{
  seed: number
  /** what did not hold, in words; empty when all did */
  violations: readonly string[]
  seen: ReadonlyMap<Sight, number>
  /** of every event, in order */
  hash: string
  events: number
  /** ms of virtual time */
  took: number
}>

/** Things break for so long at most; then everything must come to its end within `PATIENCE`. ms of virtual time */
const TROUBLE = 60_000
const PATIENCE = 25 * 60_000
/** Everything but the end of orders, which may wait for their deadline, must come to its end within this. */
const SOON = 3 * 60_000
const LOOK_EVERY = 2_000
const SHOWN = 12

export type RunOptions = Readonly<{
  seed: number
  planted?: PlantedBug | undefined
  trace?: ((line: string) => void) | undefined
}>

export const runSeed = (options: RunOptions): Promise<Verdict> => runPlan({ ...options, plan: planOf(options.seed) })

/** Any plan: to make a failing one smaller. */
export const runPlan = async ({
  seed,
  plan,
  planted,
  trace,
}: RunOptions & Readonly<{ plan: Plan }>): Promise<Verdict> => {
  installGlobals()
  const world = createWorld({ plan, trace })
  plant(planted)
  try {
    const { violations } = await world.scheduler.as(undefined, () => live(world))
    const { scheduler, seen } = world
    const took = scheduler.now() - START
    return { seed, violations, seen: seen.counts(), hash: scheduler.hash(), events: scheduler.events(), took }
  } finally {
    plant(undefined)
    breakSpending(undefined)
    world.disks.close()
  }
}

const live = async (world: World) => {
  const { scheduler, plan } = world
  const history = emptyHistory()
  const log = memoryLog({ now: () => Math.floor(scheduler.now() + world.brokerSkew()) })
  const topics = topicsOf(plan.partitions)
  await log.createTopics(topics)
  const store = memoryProjectionStore()
  const machines: Machine[] = []
  let deps: ClientDeps
  const tell = (about: Webhook) => void webhook(deps, about)
  const site: Site = { log, store, bank: paymentServer(world, tell) }

  let collected: Awaited<ReturnType<typeof collect>> | undefined
  void collect(
    log,
    topics.map(({ topic }) => topic),
  ).then((found) => {
    collected = found
  })
  for (const role of roles) for (let i = 0; i < role.machines; i++) machines.push(startMachine(world, site, role, i))
  deps = { world, history, store, apis: machines.filter(({ role }) => role === 'api') }
  breakThings(world, machines, store, plan.partitions, TROUBLE)
  scheduler.after(plan.rebuildAt, undefined, 'a new version of a projection', () => {
    machines.push(startMachine(world, site, rebuildRole, 0))
    world.seen.note('projection rebuilt while running')
  })

  const { broken } = plan
  if (broken) {
    breakSpending(filmId(broken.film))
    scheduler.after(broken.until, undefined, 'the code is mended', () => {
      breakSpending(undefined)
      void operator(deps, () => lettersIn(collected?.told('deadletters') ?? []))
    })
  }

  let working = 0
  const work = (running: Promise<void>) => {
    working++
    running.then(
      () => working--,
      (error: unknown) => world.failures.push(`a client failed: ${error}`),
    )
  }
  plan.viewers.forEach((wishes, i) => void work(viewer(deps, i, wishes)))
  plan.uploads.forEach((after, i) => void work(seller(deps, i, after)))
  plan.playbacks.forEach((playback, i) => void work(player(deps, i, playback)))

  const evidence = async (): Promise<Evidence> => ({
    told: (topic) => collected?.told(topic) ?? [],
    ends: (await collected?.look(plan.partitions)) ?? new Map(),
    store,
    positions: (name, version) => store.positions(name, version),
    books: site.bank.books(),
    disks: world.disks,
    history,
    partitions: plan.partitions,
  })
  const unhealthy = () =>
    machines.flatMap(({ name, service }) => {
      const health = service()?.health()
      return health?.ok ? [] : [`${name} is not well: ${text(health?.detail)}`]
    })

  const breaches = async (kind: Property['kind'], found: Evidence, most: number): Promise<string[]> => {
    const all: string[] = []
    for (const property of properties.filter((one) => one.kind === kind && all.length < most))
      for (const one of await property.check(found)) all.push(`${property.name}: ${one}`)
    return all
  }

  await scheduler.run(START + TROUBLE, () => working === 0 && scheduler.now() > START + 20_000)
  world.heal()
  // Clocks are set right again, too.
  for (const { process } of machines) process().skew = 0
  const deadline = scheduler.now() + PATIENCE
  const soon = scheduler.now() + SOON
  let [changes, judged, looks, overdue] = [-1, -1, 0, 0]
  for (;;) {
    await scheduler.run(scheduler.now() + LOOK_EVERY)
    const isLate = scheduler.now() >= deadline || overdue >= 4
    const has = collected?.changes() ?? 0
    const isQuiet = has === changes && working === 0
    changes = has
    // While records come, or nothing new has come, there is little need to look.
    if (!isLate && (!isQuiet || (judged === has && ++looks % 8))) continue
    judged = has
    const found = await evidence()
    const open = [...unhealthy(), ...(await breaches('progress', found, isLate ? SHOWN : 1))]
    overdue = scheduler.now() >= soon && open.some((one) => !one.startsWith(moneyAddsUp.name)) ? overdue + 1 : 0
    const isOver = isLate || open.length === 0
    const broken = isOver || looks % 64 === 0 ? [...world.failures, ...(await breaches('safety', found, SHOWN))] : []
    if (!isOver && broken.length === 0) continue
    lookBack(world.seen, found)
    if (machines.some(hasRebuilt)) world.seen.note('window state rebuilt')
    return { violations: [...broken, ...open].slice(0, SHOWN) }
  }
}

const text = (detail: unknown): string =>
  JSON.stringify(detail, (_, value) => (typeof value === 'bigint' ? String(value) : value)) ?? 'not started'

const hasRebuilt = ({ role, service }: Machine): boolean => {
  const partitions = service()?.health().detail?.partitions as readonly Readonly<{ replayed?: number }>[] | undefined
  return role === 'streams' && (partitions ?? []).some(({ replayed }) => Number(replayed) > 0)
}

const lettersIn = (told: readonly Told[]): readonly Letter[] => {
  const open = new Map<string, Letter>()
  for (const { type, fields } of told) {
    const { place, letterId, cause } = fields as Letter & Readonly<{ cause?: string }>
    if (type === 'RecordParked' && cause !== 'WAITS') open.set(letterId, { place, letterId })
    if (type === 'RecordSettled') open.delete(letterId)
  }
  return [...open.values()]
}
