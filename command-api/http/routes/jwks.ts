// GET /.well-known/jwks.json: the public keys of our tokens.
import { Type } from 'typebox'
import type { App } from '../../../platform/http.ts'
import { answer } from '../answers.ts'
import type { CommandApi } from '../deps.ts'

const Key = Type.Object({
  kty: Type.String(),
  crv: Type.String(),
  x: Type.String(),
  y: Type.String(),
  kid: Type.String({ description: 'named in the header of a token' }),
  alg: Type.String(),
  use: Type.String(),
})
const example = { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2', y: 'x_FEzRu9', kid: '1', alg: 'ES256', use: 'sig' }

export const jwksRoute = (app: App, { auth }: Pick<CommandApi, 'auth'>): void => {
  app.get(
    '/.well-known/jwks.json',
    {
      config: { allow: 'anonymous' },
      schema: {
        summary: 'The keys that verify our tokens',
        tags: ['people'],
        response: { 200: answer({ keys: Type.Array(Key) }, 'A JWKS (RFC 7517).', { keys: [example] }) },
      },
    },
    async (_, reply) =>
      reply
        .header('cache-control', 'public, max-age=300')
        .send({ keys: auth.jwks.keys.map((key) => ({ ...example, ...key }) as typeof example) }),
  )
}
