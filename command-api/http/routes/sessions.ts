// Log in, renew, log out.
import { Type } from 'typebox'
import { sessionLife } from '../../../domain/identity/rules.ts'
import type { Caller } from '../../../platform/auth.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { idOf } from '../../../runtime/index.ts'
import type { IdentityEvent } from '../../../schemas/generated/types/identity.ts'
import { answer, exampleId, Id, nothing } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import type { Credential } from '../people/credentials.ts'
import { decided, decidedNow, type From, keyFor, type Submit } from '../submit.ts'
import { Login, Password, Roles, registerPerson } from './people.ts'

const tokens = {
  accessToken: Type.String({ description: 'send it as `Authorization: Bearer`' }),
  refreshToken: Type.String({ description: 'good once, for the next pair' }),
  expiresIn: Type.Integer({ description: 'seconds that the access token lives' }),
  person: Type.Object({ personId: Id('of the person'), roles: Roles }),
}
const example = {
  accessToken: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwYjhmIn0.c2ln',
  refreshToken: 'k3J5b2V4YW1wbGV0b2tlbg',
  expiresIn: 600,
  person: { personId: exampleId, roles: ['viewer'] },
}

export const sessionRoutes = (app: App, { people, auth }: CommandApi, submit: Submit): void => {
  const pair = async (person: Credential, sessionId: string, refreshToken: string) => {
    const { personId, simulated } = person
    const roles = [...person.roles]
    const accessToken = await auth.signAccess({ personId, sessionId, roles, simulated })
    return { accessToken, refreshToken, expiresIn: auth.accessSeconds, person: { personId, roles } }
  }

  const closeSession = (caller: Caller, reason: 'SIGNED_OUT' | 'TOKEN_REUSED', from: From) => {
    const { personId, sessionId, simulated } = caller
    const command = { type: 'CloseSession', personId, sessionId, reason } as const
    const sender = { actor: personId, idempotencyKey: sessionId, bodyHash: bodyHashOf(null), simulated }
    return submit({ context: 'identity', key: personId, command }, sender, from)
  }

  app.post(
    '/v1/sessions',
    {
      config: {
        allow: 'anonymous',
        kind: 'command',
        problems: ['wrong-credentials', 'session-closed', 'too-many-requests'],
      },
      schema: {
        summary: 'Log in',
        tags: ['people'],
        body: Type.Object(
          { login: Login, password: Password },
          { additionalProperties: false, examples: [{ login: 'ada', password: 'a long sentence' }] },
        ),
        response: { 201: answer(tokens, 'Both tokens of a new log-in.', example) },
      },
    },
    async (request, reply) => {
      const { login, password } = request.body
      const idempotencyKey = keyFor(request, reply)
      await people.failures.check(login)
      const person = await people.credentials.find(login)
      if (!(await people.passwords.verify(password, person?.password)) || !person) {
        await people.failures.add(login)
        throw problem('wrong-credentials')
      }
      await people.failures.clear(login)
      if (person.registeredAt === null) {
        decidedNow(await registerPerson(submit, person, request), reply, idempotencyKey)
        await people.credentials.registered(person.personId)
      }

      const now = Date.now()
      const { personId, simulated } = person
      const sessionId = idOf('session', personId, idempotencyKey)
      const command = { type: 'OpenSession', personId, sessionId, expiresAt: now + sessionLife } as const
      const sender = { actor: personId, idempotencyKey, bodyHash: bodyHashOf({ personId }), simulated }
      const outcome = await submit({ context: 'identity', key: personId, command }, sender, request)
      const { events } = decidedNow(outcome, reply, idempotencyKey)
      for (const event of events as readonly IdentityEvent[])
        if (event.type === 'SessionClosed') await people.logIns.close(event.sessionId, 'REPLACED', now)

      const refreshToken = await people.logIns.open(sessionId, personId, now)
      if (!refreshToken) throw problem('session-closed')
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(await pair(person, sessionId, refreshToken))
    },
  )

  app.post(
    '/v1/sessions/refresh',
    {
      config: { allow: 'anonymous', problems: ['unauthenticated', 'session-closed'] },
      schema: {
        summary: 'Renew both tokens',
        description: 'A refresh token is good once. Using a spent one ends the whole log-in, since it may be stolen.',
        tags: ['people'],
        body: Type.Object(
          { refreshToken: Type.String({ minLength: 20, maxLength: 100 }) },
          { additionalProperties: false, examples: [{ refreshToken: 'k3J5b2V4YW1wbGV0b2tlbg' }] },
        ),
        response: { 200: answer(tokens, 'Both tokens, new.', example) },
      },
    },
    async (request, reply) => {
      const renewal = await people.logIns.renew(request.body.refreshToken, Date.now())
      if (renewal.kind === 'unknown') throw problem('unauthenticated', 'This refresh token is not known.')
      if (renewal.kind === 'over') throw problem('session-closed')
      const person = await people.credentials.byPerson(renewal.personId)
      if (!person) throw problem('unauthenticated', 'This person is not known any more.')
      const { sessionId } = renewal
      if (renewal.kind === 'reused') {
        const caller = { ...person, sessionId }
        request.log.warn({ personId: person.personId, sessionId }, 'a spent refresh token was used again')
        decided(await closeSession(caller, 'TOKEN_REUSED', request), reply)
        throw problem('session-closed', 'This refresh token was used before; the log-in was ended to be safe.')
      }
      return reply.header('cache-control', 'no-store').send(await pair(person, sessionId, renewal.refreshToken))
    },
  )

  app.delete(
    '/v1/sessions/current',
    {
      config: { allow: 'signed-in', kind: 'command' },
      schema: {
        summary: 'Log out',
        description: 'Ends the log-in of the access token; its playbacks are closed within seconds.',
        tags: ['people'],
        response: { 204: nothing('The log-in is over.') },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      await people.logIns.close(caller.sessionId, 'SIGNED_OUT', Date.now())
      decided(await closeSession(caller, 'SIGNED_OUT', request), reply)
      return reply.code(204).send(null)
    },
  )
}
