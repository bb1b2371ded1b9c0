// Who may use a route: declared on the route as `config.allow`, checked before its body is read.
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Auth, Caller, Playback, Role } from '../auth.ts'
import { type Problem, problem } from '../problems.ts'

/**
 * open: anyone; a token is read when there is one (request.caller).
 * anonymous: anyone; tokens are not looked at (log-in, health).
 * signed-in, viewer, seller, operator: an access token, with that role; several in an array: any of them.
 * playback: a playback token (request.playback) or a viewer's access token (request.caller).
 * internal: between our own rooms, by the Internal-Secret header.
 * signature: the route checks the sender itself (webhooks).
 */
export type Policy = 'open' | 'anonymous' | 'signed-in' | Role | 'playback' | 'internal' | 'signature'
export type Allow = Policy | readonly Role[]

export type Guard = (allow: Allow, request: FastifyRequest) => Promise<void>

export const createGuard =
  (auth: Auth | undefined, internalSecret: string | undefined): Guard =>
  async (allow, request) => {
    if (allow === 'anonymous' || allow === 'signature') return
    if (allow === 'internal') return checkSecret(request.headers['internal-secret'], internalSecret)
    const token = bearer(request)
    if (!token) {
      if (allow === 'open') return
      throw problem('unauthenticated')
    }
    if (!auth) throw new Error('this app was created without auth, and a route asks for a log-in')
    if (allow === 'playback') {
      request.playback = await auth.verifyPlayback(token).catch(expiredOnly)
      if (request.playback) return
    }
    request.caller = await auth.verifyAccess(token)
    const wanted = wantedRoles(allow)
    if (wanted.length && !wanted.some((role) => request.caller?.roles.includes(role)))
      throw problem('forbidden', `This takes the role ${wanted.join(' or ')}.`)
  }

/** The caller of a route that takes a log-in; throws `unauthenticated` on an open route without one. */
export const callerOf = (request: FastifyRequest): Caller => {
  if (!request.caller) throw problem('unauthenticated')
  return request.caller
}

/** For plugins of others (static files): every route that they add gets this policy and stays out of OpenAPI. */
export const allowAll = (app: Pick<FastifyInstance, 'addHook'>, allow: 'open' | 'anonymous'): void => {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, allow }
    route.schema = { ...route.schema, hide: true }
  })
}

export const wantedRoles = (allow: Allow): readonly Role[] => {
  if (typeof allow !== 'string') return allow
  if (allow === 'playback') return ['viewer']
  return allow === 'viewer' || allow === 'seller' || allow === 'operator' ? [allow] : []
}

const bearer = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]

/** A token that is no playback token at all may still be an access token. */
const expiredOnly = (error: Problem): Playback | null => {
  if (error.name === 'unauthenticated') return null
  throw error
}

const checkSecret = (given: string | string[] | undefined, wanted: string | undefined): void => {
  const [a, b] = [Buffer.from(String(given ?? '')), Buffer.from(wanted ?? '')]
  if (!wanted || a.length !== b.length || !timingSafeEqual(a, b))
    throw problem('unauthenticated', 'For our own rooms only.')
}
