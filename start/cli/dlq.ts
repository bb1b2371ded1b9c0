// `matinee dlq list|show|retry|drop`: records that a consumer laid aside, over the operator's HTTP API.
import { parseArgs } from 'node:util'
import { type Api, ApiProblem } from '../client/api.ts'
import { BadArguments } from '../options.ts'
import { asOperator, operatorOptions } from './operator.ts'

const verbs = ['list', 'show', 'retry', 'drop'] as const

export const readDlqOptions = (args: readonly string[]) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...operatorOptions,
      reason: { type: 'string' },
      consumer: { type: 'string' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const [given, letterId, ...others] = positionals
  const verb = verbs.find((known) => known === given)
  if (!verb || others.length)
    throw new BadArguments('dlq list | show ID | retry ID --reason TEXT | drop ID --reason TEXT')
  if (verb === 'list' && letterId) throw new BadArguments('dlq list takes no id; dlq show ID shows one')
  if (verb !== 'list' && !letterId) throw new BadArguments(`dlq ${verb} ID: dlq list shows the ids`)
  if ((verb === 'retry' || verb === 'drop') && !values.reason)
    throw new BadArguments(`dlq ${verb} ${letterId} --reason TEXT: it is kept, with who asked`)
  return { ...values, verb, letterId: letterId ?? '' }
}

type Letter = Readonly<{
  letterId: string
  consumer: string
  state: string
  cause: string
  error: string
  tries: number
  position: string
  recordType: string
  key: string
  parkedAt: string
  value?: string | null
}>

const lineOf = ({
  letterId,
  state,
  consumer,
  position,
  recordType,
  key,
  parkedAt,
  cause,
  error,
  tries,
}: Letter): string => {
  const why = cause === 'waits' ? 'behind an earlier one of its key' : `${cause} after ${tries} tries: ${error}`
  return `${letterId} ${state.padEnd(11)} ${consumer} ${position} ${recordType} ${key} ${parkedAt} ${why}`
}

type Options = ReturnType<typeof readDlqOptions>

const list = async (api: Api, { all, consumer, json }: Options): Promise<void> => {
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({
      ...{ all: String(all), limit: '100' },
      ...(consumer ? { consumer } : {}),
      ...(cursor ? { cursor } : {}),
    })
    const found: { items: readonly Letter[]; next: string | null } = await api.get(`/v1/operator/dead-letters?${query}`)
    for (const letter of found.items) console.log(json ? JSON.stringify(letter) : lineOf(letter))
    cursor = found.next
  } while (cursor)
}

const show = async (api: Api, { letterId, json }: Options): Promise<void> => {
  const letter = await api.get<Letter>(`/v1/operator/dead-letters/${letterId}`)
  console.log(JSON.stringify(letter, null, json ? 0 : 2))
}

/** Asks, and tells what came of it when that is known within ten seconds. */
const ask = async (api: Api, { verb, letterId, reason, json }: Options): Promise<number> => {
  const path = `/v1/operator/dead-letters/${letterId}`
  await api.post(`${path}/${verb}`, { reason })
  const until = Date.now() + 10_000
  for (;;) {
    const letter = await api.get<Letter>(path)
    const isAsked = letter.state.endsWith('-asked')
    if (isAsked && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      continue
    }
    console.log(json ? JSON.stringify(letter) : lineOf(letter))
    if (isAsked) console.error('asked; its consumer has not answered yet: dlq show tells when it has')
    return letter.state === 'applied' || letter.state === 'dropped' ? 0 : 1
  }
}

export const dlq = async (args: readonly string[]): Promise<number> => {
  const options = readDlqOptions(args)
  try {
    const api = await asOperator(options)
    if (options.verb === 'list') await list(api, options)
    else if (options.verb === 'show') await show(api, options)
    else return await ask(api, options)
    return 0
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    console.error(error.message)
    return 1
  }
}
