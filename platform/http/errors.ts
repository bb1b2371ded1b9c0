// Every error as application/problem+json; what is not ours to tell stays in the log.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { codeOf, isAway } from '../away.ts'
import { Problem, type ProblemExtra, type ProblemName, problem, problemBody } from '../problems.ts'

/** Answers with the problem; its instance is the request's id, also found in the log. */
export const sendProblem = (problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { retryAfter, allow, idempotencyKey } = problem.extra
  if (retryAfter !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))))
  if (allow !== undefined) reply.header('allow', allow)
  if (idempotencyKey !== undefined) reply.header('idempotency-key', idempotencyKey)
  if (problem.status === 401) reply.header('www-authenticate', challenge(problem.name))
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemBody(problem, `urn:uuid:${request.id}`))
}

export const handleErrors = (app: FastifyInstance): void => {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = asProblem(error, request.routeOptions.bodyLimit)
    if (known.name === 'internal') request.log.error({ err: error, problem: known.name }, 'request failed')
    // Told to the client with what to do; whoever looks for the cause finds it.
    else if (known.status >= 500) request.log.info({ problem: known.name, detail: known.message }, 'request put off')
    return sendProblem(known, request, reply)
  })
}

export const asProblem = (error: unknown, limit?: number): Problem => {
  if (error instanceof Problem) return error
  const { code, validation, validationContext, statusCode, message } = error as Partial<FastifyError>
  if (validation) {
    const faults = validation.filter(({ message }) => message !== 'schema is false')
    const errors = faults.flatMap((fault) => faultsOf(fault, validationContext ?? 'body'))
    return problem('invalid-request', errors.map((e) => `${e.field} ${e.message}`).join('; '), { errors })
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return problem('too-large', undefined, limit === undefined ? {} : { limit })
  if (mustWait(error)) return problem('unavailable', 'A part of the house is away.', { retryAfter: 2 })
  const found = code === undefined ? undefined : fastifyCodes[code]
  if (found) return problem(...found)
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return problem('invalid-request', message)
  return problem('internal')
}

/** A server that cannot answer now, or a view that is not built yet. */
const mustWait = (error: unknown): boolean => isAway(error) || ['42P01', '3F000'].includes(codeOf(error) ?? '')

const fastifyCodes: Readonly<Record<string, [ProblemName, string?, ProblemExtra?]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid-request', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid-request', 'Content-Length differs from the body.'],
  FST_ERR_BAD_URL: ['invalid-request', 'The address is not valid.'],
  FST_ERR_HANDLER_TIMEOUT: ['request-timeout'],
}

type Fault = Readonly<{ instancePath?: string; message?: string; params?: Readonly<Record<string, unknown>> }>

/** One line per field: `body/title`, `querystring/limit`. */
const faultsOf = ({ instancePath = '', message = 'is not valid', params = {} }: Fault, context: string) => {
  const names = [params.requiredProperties, params.additionalProperties].find(Array.isArray)
  const missing = Array.isArray(params.requiredProperties)
  return names
    ? names.map((name) => ({
        field: `${context}${instancePath}/${name}`,
        message: missing ? 'is missing' : 'is not known here',
      }))
    : [{ field: `${context}${instancePath}`, message }]
}

const challenge = (name: ProblemName): string =>
  name === 'token-expired' ? 'Bearer error="invalid_token", error_description="expired"' : 'Bearer'
