// The properties, on what is left of a run: every fault that it finds is a line.
import { foldViews } from './fold.ts'
import { judgeReads, judgeRentals } from './judge-reads.ts'
import type { Answered, Entry, World } from './world.ts'

export type Verdict = Readonly<{
  lost: readonly string[]
  duplicated: readonly string[]
  disordered: readonly string[]
  money: readonly string[]
  viewsDiffering: readonly string[]
  other: readonly string[]
  /** commands that stand on the log more than once under one id */
  duplicateDeliveries: number
  acknowledged: number
  /** play events that stand on the log a second time (an answer was lost): allowed, folds know them again */
  playsTwice: number
}>

const expired = 'CommandExpired'
const isEvent = ({ headers }: Entry) => headers['stream-version'] !== undefined

/** P1: what was acknowledged stands at its position; P6: every answer under one key names the same outcome. */
const judgeAnswers = (answered: readonly Answered[], entries: readonly Entry[]) => {
  const lost: string[] = []
  const duplicated: string[] = []
  const at = new Map(entries.map((e) => [`${e.topic}/${e.partition}@${e.offset}`, e]))
  const byValue = new Map<string, number>()
  for (const { topic, headers, fields } of entries)
    for (const field of ['title', 'viewerId']) {
      const name = `${topic} ${headers.type} ${field} ${String(fields[field])}`
      byValue.set(name, (byValue.get(name) ?? 0) + 1)
    }
  const first = new Map<string, Answered>()
  for (const one of answered) {
    if (one.position === undefined) continue
    const before = first.get(one.answered)
    if (before && (before.position !== one.position || before.status !== one.status))
      duplicated.push(`${one.what} ${one.answered}: ${before.position} and then ${one.position}`)
    if (before) continue
    first.set(one.answered, one)
    const entry = at.get(one.position)
    if (!entry) {
      lost.push(`${one.what} ${one.answered}: nothing at ${one.position}`)
      continue
    }
    const refused = one.status >= 400
    const { topic, type, key, field, value } = one.holds
    if (refused ? entry.headers.type !== 'CommandRejected' : field !== undefined && entry.key !== key)
      lost.push(`${one.what} ${one.answered}: ${entry.headers.type} of ${entry.key} at ${one.position}`)
    if (refused || field === undefined) continue
    const times = byValue.get(`${topic} ${type} ${field} ${value}`) ?? 0
    if (times === 0) lost.push(`${one.what} ${one.answered}: no ${type} with ${value}`)
    if (times > 1) duplicated.push(`${one.what} ${one.answered}: ${type} with ${value} ${times} times`)
  }
  return { lost, duplicated, acknowledged: first.size }
}

/** P5, P6, protocol 23: versions 1..n per key, command offsets rising, one decision per command id. */
const judgeLog = (entries: readonly Entry[]) => {
  const disordered: string[] = []
  const duplicated: string[] = []
  const versions = new Map<string, number>()
  const commands = new Map<string, number>()
  const decided = new Map<string, string>()
  for (const entry of entries) {
    const { topic, partition, offset, key, headers } = entry
    const place = `${topic}/${partition}@${offset}`
    if (isEvent(entry)) {
      const name = `${topic} ${key}`
      const version = Number(headers['stream-version'])
      const before = versions.get(name) ?? 0
      if (version !== before + 1) disordered.push(`${place}: version ${version} of ${key} after ${before}`)
      versions.set(name, version)
    }
    const id = headers['command-id']
    const commandOffset = headers['command-offset']
    if (!id || commandOffset === undefined || topic.startsWith('commands.') || topic.startsWith('replies.')) continue
    const source = `${topic}/${partition}`
    const last = commands.get(source) ?? -1
    const isContinued = decided.get(id) === `${source} ${commandOffset}`
    if (Number(commandOffset) < last || (Number(commandOffset) === last && !isContinued))
      disordered.push(`${place}: command ${commandOffset} after ${last}`)
    commands.set(source, Number(commandOffset))
    if (headers.type === expired) continue
    const one = decided.get(id)
    if (one !== undefined && one !== `${source} ${commandOffset}`)
      duplicated.push(`${place}: ${id} was decided at command ${one} already`)
    decided.set(id, `${source} ${commandOffset}`)
  }
  const eventIds = new Set<string>()
  for (const { topic, partition, offset, headers } of entries) {
    const id = headers['event-id']
    // A fact may stand there twice after a lost answer: known by its session and sequence, it is judged apart.
    if (!id || topic === 'playback' || topic.startsWith('replies.')) continue
    if (eventIds.has(id)) duplicated.push(`${topic}/${partition}@${offset}: event ${id} a second time`)
    eventIds.add(id)
  }
  return { disordered, duplicated }
}

/** P2, P8: one charge per order, as many entitlements as charges that were kept, nothing given back that was played. */
const judgeMoney = ({ entries, payments }: World) => {
  const money: string[] = []
  const kept = new Map<string, number>()
  for (const { status, orderId, refunded } of payments)
    if (status === 'succeeded' && refunded === 0) kept.set(orderId, (kept.get(orderId) ?? 0) + 1)
  for (const [orderId, times] of kept) if (times > 1) money.push(`order ${orderId} was charged ${times} times`)
  const of = (type: string) =>
    new Set(
      entries.filter((e) => e.topic === 'commerce' && e.headers.type === type).map((e) => String(e.fields.orderId)),
    )
  const granted = of('EntitlementGranted').difference(of('EntitlementRevoked'))
  const failed = new Set(entries.filter((e) => e.headers.type === 'RefundFailed').map((e) => e.fields.refundId))
  const played = of('PlaybackGranted')
  for (const { headers, fields } of entries)
    if (headers.type === 'RefundRequested' && !failed.has(fields.refundId) && played.has(String(fields.orderId)))
      money.push(`order ${fields.orderId} was given back and played`)
  for (const orderId of granted) if (!kept.has(orderId)) money.push(`order ${orderId} is entitled and not paid`)
  for (const orderId of kept.keys()) if (!granted.has(orderId)) money.push(`order ${orderId} is paid and not entitled`)
  return money
}

const plain = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint'
      ? Number(part)
      : part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
  )

/** P3: each row of each view is what the checker's own fold says, and there are no others. */
const judgeViews = ({ entries, views }: World) => {
  const differing: string[] = []
  for (const [name, wanted] of Object.entries(foldViews(entries))) {
    const there = new Map((views[name] ?? []).map((row) => [String(row.id), row]))
    for (const [id, row] of wanted) {
      const found = there.get(id)
      if (plain(found) !== plain({ id, ...row }))
        differing.push(`${name} ${id}: ${plain(found)}, the log says ${plain(row)}`)
      there.delete(id)
    }
    for (const id of there.keys()) differing.push(`${name} ${id}: a row of which the log knows nothing`)
  }
  return differing
}

/** P1 for facts: each acknowledged play event is there; ClickHouse has each once, however often the log has it. */
const judgePlays = ({ entries, answered, clickhouse }: World) => {
  const lost: string[] = []
  const differing: string[] = []
  const records = entries.filter(({ topic }) => topic === 'playback')
  const plays = new Set(records.map(({ fields: f }) => `${f.playbackId} ${f.sequence}`))
  for (const { what, status, holds } of answered)
    if (what === 'playEvents' && status < 300)
      for (let n = Number(holds.from); n <= Number(holds.to); n++)
        if (!plays.has(`${holds.playbackId} ${n}`)) lost.push(`play event ${holds.playbackId} ${n}`)
  if (clickhouse.playback !== undefined && clickhouse.playback !== plays.size)
    differing.push(`ClickHouse has ${clickhouse.playback} play events, the log ${plays.size}`)
  if (clickhouse.rows !== undefined && clickhouse.rows !== plays.size)
    differing.push(`ClickHouse has ${clickhouse.rows} rows of ${plays.size} play events`)
  return { lost, differing, twice: records.length - plays.size }
}

const repeatedCommands = (entries: readonly Entry[]): number => {
  const ids = entries.filter(({ topic }) => topic.startsWith('commands.')).map(({ headers }) => headers['command-id'])
  return ids.length - new Set(ids).size
}

export const judge = (world: World): Verdict => {
  const answers = judgeAnswers(world.answered, world.entries)
  const log = judgeLog(world.entries)
  const plays = judgePlays(world)
  return {
    lost: [...answers.lost, ...plays.lost],
    duplicated: [...answers.duplicated, ...log.duplicated],
    disordered: log.disordered,
    money: judgeMoney(world),
    viewsDiffering: [...judgeViews(world), ...plays.differing],
    other: [
      ...world.hanging.map((at) => `a transaction hangs in ${at}`),
      ...world.behind,
      ...world.unreadable,
      ...judgeReads(world.reads, world.entries),
      ...judgeRentals(world.entries),
    ],
    duplicateDeliveries: repeatedCommands(world.entries),
    acknowledged: answers.acknowledged,
    playsTwice: plays.twice,
  }
}
