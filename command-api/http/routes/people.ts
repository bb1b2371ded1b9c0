// POST /v1/people: a login with a password becomes a person with roles.
import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { faultOfRoles, openRoles } from '../../../domain/identity/rules.ts'
import type { App } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { answer, exampleId, Id } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import type { Credential } from '../people/credentials.ts'
import { decidedNow, type From, keyFor, type Outcome, type Submit } from '../submit.ts'

export const Login = Type.String({
  minLength: 3,
  maxLength: 100,
  pattern: '^[^\\s\\p{Cc}]+$',
  description: 'what the person calls themselves here; capitals do not count',
})
export const Password = Type.String({ minLength: 8, maxLength: 200, description: 'any characters, taken as they are' })
export const Roles = Type.Array(
  Type.Union([Type.Literal('viewer'), Type.Literal('seller'), Type.Literal('operator')]),
  {
    minItems: 1,
    maxItems: 3,
  },
)

export const peopleRoute = (app: App, { people, settings }: CommandApi, submit: Submit): void => {
  app.post(
    '/v1/people',
    {
      config: { allow: 'anonymous', kind: 'command', problems: ['forbidden', 'login-taken'] },
      schema: {
        summary: 'Register a person',
        description: 'Anybody may become a viewer or a seller. Operators and simulated people need the set-up secret.',
        tags: ['people'],
        headers: Type.Object({ 'setup-secret': Type.Optional(Type.String({ description: 'of the installation' })) }),
        body: Type.Object(
          { login: Login, password: Password, roles: Roles, simulated: Type.Optional(Type.Boolean()) },
          { additionalProperties: false, examples: [{ login: 'ada', password: 'a long sentence', roles: ['viewer'] }] },
        ),
        response: {
          201: answer({ personId: Id('of the person'), roles: Roles }, 'The person may log in.', {
            personId: exampleId,
            roles: ['viewer'],
          }),
        },
      },
    },
    async (request, reply) => {
      const { login, password, roles, simulated = false } = request.body
      const fault = faultOfRoles(roles)
      if (fault) throw problem('invalid-request', fault, { errors: [{ field: 'body/roles', message: fault }] })
      if ((simulated || roles.some((role) => !openRoles.includes(role))) && !maySetUp(request, settings.setupSecret))
        throw problem('forbidden', 'Operators and simulated people are registered with the set-up secret only.')

      const idempotencyKey = keyFor(request, reply)
      const stored = await people.passwords.hash(password)
      const person = await people.credentials.add({ login, password: stored, roles, simulated, idempotencyKey })
      if (!person.added && !(await isSame(people, person, password))) throw problem('login-taken')

      decidedNow(await registerPerson(submit, person, request), reply, idempotencyKey)
      await people.credentials.registered(person.personId)
      return reply.code(201).send({ personId: person.personId, roles: [...person.roles] })
    },
  )
}

/** The same request again, or one that broke off before the person was registered. */
const isSame = async (people: CommandApi['people'], person: Credential & { retried: boolean }, password: string) =>
  (person.retried || person.registeredAt === null) && people.passwords.verify(password, person.password)

/** May be sent again at any time: a person is registered once. The login and the password are no part of it. */
export const registerPerson = (submit: Submit, person: Credential, from: From): Promise<Outcome> => {
  const { personId, simulated } = person
  const roles = [...person.roles]
  return submit(
    { context: 'identity', key: personId, command: { type: 'RegisterPerson', personId, roles, simulated } },
    {
      actor: personId,
      idempotencyKey: 'registration',
      bodyHash: bodyHashOf({ personId, roles, simulated }),
      simulated,
    },
    from,
  )
}

const maySetUp = ({ headers }: FastifyRequest, secret: string): boolean => {
  const given = Buffer.from(String(headers['setup-secret'] ?? ''))
  const wanted = Buffer.from(secret)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
