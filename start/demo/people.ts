// The demo's three people. They exist only with the demo; passwords are random per data folder.
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Api, ApiProblem, apiClient } from '../client/api.ts'

export type LogIn = Readonly<{ login: string; password: string }>
export type DemoPeople = Readonly<{ viewer: LogIn; seller: LogIn; operator: LogIn }>

const roles = ['viewer', 'seller', 'operator'] as const
const fileIn = (dataDir: string) => join(dataDir, 'demo-people.json')

/** The log-ins kept in the data folder; undefined before the first demo. */
export const readDemoPeople = async (dataDir: string): Promise<DemoPeople | undefined> => {
  try {
    return JSON.parse(await readFile(fileIn(dataDir), 'utf8')) as DemoPeople
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** From MATINEE_DEMO_VIEWER, …_SELLER and …_OPERATOR as login:password; undefined unless all three are set. */
export const demoPeopleFrom = (env: NodeJS.ProcessEnv): DemoPeople | undefined => {
  const one = (role: string): LogIn | undefined => {
    const [login, ...rest] = (env[`MATINEE_DEMO_${role.toUpperCase()}`] ?? '').split(':')
    return login && rest.length ? { login, password: rest.join(':') } : undefined
  }
  const [viewer, seller, operator] = roles.map(one)
  return viewer && seller && operator ? { viewer, seller, operator } : undefined
}

const inventPeople = (): DemoPeople => {
  const one = (role: string): LogIn => ({ login: `demo-${role}`, password: randomBytes(12).toString('base64url') })
  return { viewer: one('viewer'), seller: one('seller'), operator: one('operator') }
}

/** Registers them over the API once; the file is written first, so a crash in between only registers again. */
export const ensureDemoPeople = async (url: string, dataDir: string, setupSecret: string): Promise<DemoPeople> => {
  const known = await readDemoPeople(dataDir)
  const people = known ?? inventPeople()
  if (!known) await writeFile(fileIn(dataDir), `${JSON.stringify(people, null, 2)}\n`, { mode: 0o600 })
  const api = apiClient(url)
  for (const role of roles)
    try {
      await api.call('POST', '/v1/people', {
        body: { ...people[role], roles: [role] },
        headers: { 'setup-secret': setupSecret },
      })
    } catch (error) {
      if (!(error instanceof ApiProblem && error.type === 'login-taken')) throw error
    }
  return people
}

export const loggedIn = async (url: string, person: LogIn): Promise<Api> => {
  const api = apiClient(url)
  await api.logIn(person.login, person.password)
  return api
}
