// POST /v1/coupons, DELETE /v1/coupons/{code}: codes with which orders cost less.
import { type Static, Type } from 'typebox'
import { limits } from '../../../domain/catalogue/rules.ts'
import { codeOf, couponLimits, faultOfCoupon } from '../../../domain/coupons/rules.ts'
import type { Caller } from '../../../platform/auth.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { answer, exampleId, Id, nothing, Pending, Time } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { couponIdOf } from '../orders/coupon.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'

const tags = ['coupons']
const Code = Type.String({ pattern: '^[A-Za-z0-9]{1,32}$', description: 'letters and digits, in any case' })
const Count = (description: string) => Type.Integer({ minimum: 1, maximum: couponLimits.uses, description })
const opt = Type.Optional
const Asked = Type.Object(
  {
    code: Code,
    percent: opt(Type.Integer({ minimum: 1, maximum: 100, description: 'of the price; or an amount' })),
    amount: opt(Type.Integer({ minimum: 1, maximum: Number(limits.amount), description: 'minor units of `currency`' })),
    currency: opt(Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' })),
    most: Count('orders in all'),
    mostPerPerson: opt(Count('orders of one viewer; 1 when not said')),
    opensAt: opt(Time('it holds from then on; from now on when not said')),
    closesAt: Time('it holds until then'),
    kinds: opt(Type.Array(Type.Union([Type.Literal('buy'), Type.Literal('rent')]), { maxItems: 2, uniqueItems: true })),
    filmIds: opt(Type.Array(Id('of a film'), { maxItems: couponLimits.films, uniqueItems: true })),
  },
  {
    additionalProperties: false,
    examples: [{ code: 'AUTUMN26', percent: 20, most: 100, closesAt: '2026-12-31T23:00:00.000Z' }],
  },
)
type Asked = Static<typeof Asked>

/** A seller's is for the seller's films and borne by the seller; an operator's is for all films, borne by the platform. */
const termsOf = (asked: Asked, { personId, roles }: Caller) => ({
  code: codeOf(asked.code),
  makerId: personId,
  sellerId: roles.includes('operator') ? null : personId,
  percent: asked.percent ?? null,
  amount: asked.amount === undefined ? null : BigInt(asked.amount),
  currency: asked.currency ?? null,
  most: asked.most,
  mostPerPerson: asked.mostPerPerson ?? 1,
  opensAt: asked.opensAt === undefined ? 0 : Date.parse(asked.opensAt),
  closesAt: Date.parse(asked.closesAt),
  kinds: (asked.kinds ?? []).map((kind) => (kind === 'buy' ? ('BUY' as const) : ('RENT' as const))),
  filmIds: asked.filmIds ?? [],
})

export const couponRoutes = (app: App, _: CommandApi, submit: Submit): void => {
  app.post(
    '/v1/coupons',
    {
      config: { allow: ['seller', 'operator'], kind: 'command', problems: ['code-taken'] },
      schema: {
        summary: 'Make a coupon',
        description:
          "A percentage or an amount off. A seller's is for the seller's own films, and its part is of the lower price; an " +
          "operator's is for all films, and sellers get their part of the whole price.",
        tags,
        body: Asked,
        response: {
          201: answer({ couponId: Id('of the coupon'), code: Code }, 'It can be used.', {
            couponId: exampleId,
            code: 'AUTUMN26',
          }),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const terms = termsOf(request.body, caller)
      const fault = faultOfCoupon(terms)
      if (fault) throw problem('invalid-request', fault)
      const couponId = couponIdOf(terms.code)
      const outcome = await submit(
        { context: 'coupons', key: couponId, command: { type: 'CreateCoupon', couponId, ...terms } },
        {
          ...{ actor: caller.personId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(request.body) },
          simulated: caller.simulated,
        },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending'
        ? reply.send(sayPending(known, reply))
        : reply.code(201).send({ couponId, code: terms.code })
    },
  )

  app.delete(
    '/v1/coupons/:code',
    {
      config: { allow: ['seller', 'operator'], kind: 'command', problems: ['coupon-unknown'] },
      schema: {
        summary: 'Take a coupon back',
        description: 'No order takes it any more; those that have it keep it.',
        tags,
        params: Type.Object({ code: Code }),
        response: { 202: Pending, 204: nothing('It is taken back.') },
      },
    },
    async (request, reply) => {
      const { personId: makerId, simulated } = callerOf(request)
      const couponId = couponIdOf(request.params.code)
      const outcome = await submit(
        { context: 'coupons', key: couponId, command: { type: 'WithdrawCoupon', couponId, makerId } },
        { actor: makerId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(null), simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : reply.code(204).send(null)
    },
  )
}
