// `matinee person add LOGIN --role ROLE`: registers somebody at the running system, over its public API.
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { BadArguments } from '../options.ts'
import { running } from './running.ts'

const roles = ['viewer', 'seller', 'operator'] as const

export const readPersonOptions = (args: readonly string[]) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      role: { type: 'string', default: 'viewer' },
      password: { type: 'string' },
      url: { type: 'string' },
      data: { type: 'string' },
    },
  })
  const [verb, login] = positionals
  if (verb !== 'add' || !login || positionals.length > 2)
    throw new BadArguments('person add LOGIN --role viewer|seller|operator')
  const role = roles.find((known) => known === values.role)
  if (!role) throw new BadArguments(`--role ${values.role}: one of ${roles.join(', ')}`)
  return { login, role, password: values.password, url: values.url, data: values.data }
}

/** The password is printed only when it was drawn here. */
export const person = async (args: readonly string[]): Promise<number> => {
  const { login, role, password, url, data } = readPersonOptions(args)
  const env = running(data, Boolean(url) && process.env.MATINEE_SETUP_SECRET !== undefined)
  const origin = url ?? env.MATINEE_PUBLIC_URL
  if (!origin) throw new BadArguments('where the system runs is not known: give --url')
  const drawn = password ?? randomBytes(12).toString('base64url')
  const answer = await fetch(`${origin}/v1/people`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'setup-secret': env.MATINEE_SETUP_SECRET ?? '' },
    body: JSON.stringify({ login, password: drawn, roles: [role] }),
    signal: AbortSignal.timeout(30_000),
  })
  const said = (await answer.json()) as { personId?: string; title?: string; detail?: string }
  if (!answer.ok) {
    console.error(`not registered (${answer.status}): ${said.title ?? ''} ${said.detail ?? ''}`)
    return 1
  }
  console.log(`${login} is registered as ${role} (person ${said.personId})${password ? '' : `, password ${drawn}`}`)
  return 0
}
