// `matinee projection list|rebuild|switch|drop`: the versions of the views, over the operator's API.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Api } from '../client/api.ts'
import { BadArguments } from '../options.ts'
import { asOperator, operatorOptions, reasonOf, telling } from './operator.ts'

/** As GET /v1/operator/projections tells it. */
export type Version = Readonly<{
  name: string
  version: number
  state: 'live' | 'building' | 'ready' | 'kept' | 'scratch'
  lag: number
  records: number
  secondsLeft: number | null
  moving: boolean
  detail: string | null
}>

type Task =
  | Readonly<{ verb: 'list' }>
  | Readonly<{ verb: 'rebuild'; name: string; reason: string; follow: boolean }>
  | Readonly<{ verb: 'switch' | 'drop'; name: string; version: number; reason: string }>

export const readProjectionOptions = (args: readonly string[]) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...operatorOptions,
      reason: { type: 'string' },
      json: { type: 'boolean', default: false },
      follow: { type: 'boolean', default: false },
    },
  })
  const { login, password, url, data, json } = values
  return { where: { login, password, url, data }, json, task: taskOf(positionals, values) }
}

const taskOf = (
  [verb, name, text, ...others]: readonly string[],
  { reason, follow }: Readonly<{ reason?: string; follow: boolean }>,
): Task => {
  if (others.length) throw new BadArguments(`what is ${others.join(' ')}?`)
  if (verb === 'list' && name === undefined) return { verb }
  if (verb === 'rebuild' && name && text === undefined) return { verb, name, reason: reasonOf(reason), follow }
  if ((verb === 'switch' || verb === 'drop') && name)
    return { verb, name, version: versionOf(name, text), reason: reasonOf(reason) }
  throw new BadArguments('projection list | rebuild NAME | switch NAME VERSION | drop NAME VERSION')
}

const versionOf = (name: string, text: string | undefined): number => {
  if (text === undefined && name.startsWith('scratch.')) return 0
  if (!/^\d{1,9}$/.test(text ?? '')) throw new BadArguments(`which version of ${name}? projection list tells them`)
  return Number(text)
}

export const projection = async (args: readonly string[]): Promise<number> => {
  const { where, json, task } = readProjectionOptions(args)
  return telling(async () => {
    const api = await asOperator(where)
    if (task.verb === 'list') return show(await versions(api), json)
    const path = `/v1/operator/projections/${task.name}/${task.verb}`
    if (task.verb !== 'rebuild') {
      const done = await api.post<{ name: string; version: number }>(path, {
        version: task.version,
        reason: task.reason,
      })
      return show([done], json, `${done.name} ${done.version} ${task.verb === 'drop' ? 'is gone' : 'is live'}`)
    }
    const made = await api.post<{ name: string; version: number }>(path, { reason: task.reason })
    show([made], json, `${made.name} ${made.version} is being built beside the live version`)
    return task.follow ? followUntilBuilt(api, made) : 0
  })
}

const versions = async (api: Api): Promise<readonly Version[]> =>
  (await api.get<{ items: readonly Version[] }>('/v1/operator/projections')).items

const show = (items: readonly object[], json: boolean, text?: string): number => {
  if (json) for (const one of items) console.log(JSON.stringify(one))
  else console.log(text ?? (items as readonly Version[]).map(lineOf).join('\n'))
  return 0
}

/** One version as a line for people. */
export const lineOf = ({ name, version, state, lag, records, secondsLeft, moving, detail }: Version): string => {
  const done = records > 0 ? `${records - lag} of ${records} records` : ''
  const left = lag > 0 && secondsLeft !== null ? `, ${timeOf(secondsLeft)} left` : ''
  const said = moving ? '' : `  ${detail ?? 'behind and standing still'}`
  return `${name.padEnd(18)} ${String(version).padStart(3)}  ${state.padEnd(8)}  ${done}${left}${said}`.trimEnd()
}

const timeOf = (seconds: number): string => {
  const [h, m] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)]
  if (h) return `${h} h ${m} min`
  return m ? `${m} min ${seconds % 60} s` : `${seconds} s`
}

/** A line whenever it has moved; ends when it is built, fails when it is gone. */
const followUntilBuilt = async (api: Api, wanted: { name: string; version: number }): Promise<number> => {
  for (let told = ''; ; await sleep(1_000)) {
    const one = (await versions(api)).find(({ name, version }) => name === wanted.name && version === wanted.version)
    if (!one) throw new BadArguments(`${wanted.name} ${wanted.version} was dropped`)
    const line = lineOf(one)
    if (line !== told) console.log(line)
    told = line
    if (one.state !== 'building') return 0
  }
}
