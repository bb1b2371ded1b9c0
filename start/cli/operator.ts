// An operator's log-in for the command line: what changes something goes through the HTTP API, with its role and audit.
import { type Api, apiClient } from '../client/api.ts'
import { BadArguments } from '../options.ts'
import { running } from './running.ts'

/** Of `parseArgs`, for every command that needs an operator. */
export const operatorOptions = {
  login: { type: 'string' },
  password: { type: 'string' },
  url: { type: 'string' },
  data: { type: 'string' },
} as const

type Given = Readonly<{
  login?: string | undefined
  password?: string | undefined
  url?: string | undefined
  data?: string | undefined
}>

/** Logs in with what was given, or with MATINEE_OPERATOR_LOGIN and MATINEE_OPERATOR_PASSWORD. Throws BadArguments, ApiProblem. */
export const asOperator = async ({ login, password, url, data }: Given): Promise<Api> => {
  const name = login ?? process.env.MATINEE_OPERATOR_LOGIN
  const secret = password ?? process.env.MATINEE_OPERATOR_PASSWORD
  if (!name || !secret)
    throw new BadArguments('who asks? --login and --password, or MATINEE_OPERATOR_LOGIN and MATINEE_OPERATOR_PASSWORD')
  const origin = url ?? running(data, false).MATINEE_PUBLIC_URL
  if (!origin) throw new BadArguments('where the system runs is not known: give --url')
  const api = apiClient(origin)
  await api.logIn(name, secret)
  return api
}
