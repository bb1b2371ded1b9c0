// An operator's log-in for the command line: what changes something goes through the HTTP API, with its role and audit.
import { type Api, ApiProblem, apiClient } from '../client/api.ts'
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

/** Throws BadArguments: what changes something is done for a reason. */
export const reasonOf = (reason: string | undefined): string => {
  if (!reason?.trim()) throw new BadArguments('--reason WHY: it stays on record, with who asked')
  return reason
}

/** Runs it; a problem of the API is told in one line, and makes the command fail. */
export const telling = async (work: () => Promise<number>): Promise<number> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    console.error(error.message)
    return 1
  }
}
