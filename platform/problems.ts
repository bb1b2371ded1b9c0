// The catalogue of everything that can go wrong over HTTP (RFC 9457): one stable name each, and what to do about it.
// docs/errors.md tells the same to people; problems.spec.ts holds both together.

type Kind = Readonly<{ status: number; title: string; todo: string }>

const kind = (status: number, title: string, todo: string): Kind => ({ status, title, todo })

export const problems = {
  'invalid-request': kind(400, 'The request is not valid', 'Correct the fields listed in `errors` and send it again.'),
  unauthenticated: kind(401, 'No valid log-in', 'Log in and send the access token as `Authorization: Bearer`.'),
  'token-expired': kind(401, 'The token has expired', 'Renew it with the refresh token, then repeat the request.'),
  'wrong-credentials': kind(401, 'Login or password is wrong', 'Check both; too many attempts are delayed.'),
  'session-closed': kind(401, 'The log-in is over', 'Log in again.'),
  forbidden: kind(403, 'Not allowed', 'Use a log-in that has this role or owns this thing.'),
  'not-entitled': kind(403, 'Not in your library', 'Rent or buy the film to watch it.'),
  'playback-closed': kind(403, 'The playback is over', 'Start a new playback of the film.'),
  'not-found': kind(404, 'Not found', 'Check the address; what is not yours is not shown either.'),
  'method-not-allowed': kind(405, 'Method not allowed', 'Use one of the methods in the `Allow` header.'),
  'request-timeout': kind(408, 'The request took too long to arrive', 'Send it again over a faster connection.'),
  erased: kind(410, 'The person was erased', 'Nothing: what was theirs is not kept any more.'),
  conflict: kind(409, 'It does not fit what holds now', 'Read the present state and decide again.'),
  'login-taken': kind(409, 'This login is taken', 'Choose another login.'),
  'price-changed': kind(409, 'The offer has changed', 'Show the new offer and ask again with its version.'),
  'not-onboarded': kind(
    409,
    'Not onboarded at the payment provider',
    'Apply as a seller, then finish at the provider.',
  ),
  'payout-pending': kind(409, 'A payout is under way', 'Wait for it; GET /v1/seller/payouts tells what came of it.'),
  'payout-too-small': kind(409, 'Less than is paid out', 'Wait until more is available.'),
  'code-taken': kind(409, 'This code is taken', 'Choose another code.'),
  'coupon-unknown': kind(404, 'There is no such coupon', 'Check the code.'),
  'coupon-not-valid': kind(409, 'Not a coupon for this order', 'Order without it, or with another one.'),
  'coupon-used-up': kind(409, 'The coupon is used up', 'Order without it, or with another one.'),
  'not-on-sale': kind(409, 'Not on sale at this time', 'Look at `opensAt` and `closesAt` of the offers.'),
  'not-sold-here': kind(409, 'Not sold in this country', 'Choose an offer for the country where you live.'),
  'not-released': kind(409, 'It has not opened yet', 'Wait until then; it is in the library.'),
  'terms-changed': kind(
    409,
    'The terms have changed',
    'Show the terms that hold now and ask again with their version.',
  ),
  'already-owned': kind(409, 'Already owned', 'Play the film from the library.'),
  'already-rented': kind(409, 'Already rented', 'Play the film from the library.'),
  'order-pending': kind(409, 'An order for this film is open', 'Wait for its payment, or look at your orders.'),
  'payment-pending': kind(409, 'The payment has not arrived yet', 'Wait a moment and try again.'),
  'payment-mismatch': kind(409, 'Not the payment of this order', 'Nothing: the payments worker looks into it.'),
  'card-removed': kind(409, 'The card is not kept any more', 'Choose another card.'),
  'order-over': kind(409, 'The order has ended', 'Order again; a payment that still arrives is refunded.'),
  'stream-limit': kind(
    409,
    'It plays elsewhere',
    'Close one of `playing` (DELETE /v1/playbacks/{playbackId}), then start again.',
  ),
  'not-refundable': kind(409, 'There is nothing to give back', 'Nothing: look at the order.'),
  'already-played': kind(409, 'It was played already', 'Write to the staff when the film is faulty.'),
  'refund-window-over': kind(409, 'The time to give it back is over', 'Write to the staff when the film is faulty.'),
  'refund-pending': kind(409, 'A refund is under way', 'Wait for it; GET /v1/orders/{orderId} tells what came of it.'),
  disputed: kind(409, 'The payment is disputed', "Nothing: it is between the payer's bank and the shop."),
  'refund-too-large': kind(409, 'More than is left of the payment', 'Ask for what is left, or for less.'),
  'plan-unavailable': kind(409, 'The plan is not offered', 'Read the plans again and choose one that is.'),
  'plan-differs': kind(
    409,
    'The plan is of another kind',
    'Cancel, and subscribe to it when this subscription is over.',
  ),
  'already-subscribed': kind(409, 'There is a subscription', 'Change its plan, or cancel it and wait for its end.'),
  'subscription-over': kind(409, 'The subscription is over', 'Subscribe again.'),
  'subscription-cancelled': kind(409, 'The subscription is cancelled', 'Resume it, then ask again.'),
  'film-unavailable': kind(409, 'The film is not available', 'Nothing: it is not published, or was taken down.'),
  'no-renditions': kind(409, 'The film cannot be played yet', 'Upload a video and wait until it is ready.'),
  'no-offers': kind(409, 'The film has no offers', 'Set at least one offer, then publish.'),
  'unknown-job': kind(409, 'No such transcoding job', 'Nothing: told to media workers only.'),
  'job-exists': kind(409, 'The job is already known', 'Nothing: told to media workers only.'),
  'job-not-started': kind(409, 'The job was not started', 'Nothing: told to media workers only.'),
  'job-finished': kind(409, 'The job has ended', 'Nothing: told to media workers only.'),
  'attempt-superseded': kind(409, 'A newer attempt has the job', 'Nothing: told to media workers only.'),
  'letter-waits': kind(409, 'It waits behind an earlier one of its key', 'Retry or drop that one first.'),
  'letter-settled': kind(409, 'It was applied or dropped already', 'Nothing: look at the letter for what came of it.'),
  'projection-behind': kind(409, 'The version is behind the live one', 'Wait until it has caught up, then switch.'),
  'too-large': kind(413, 'Too large', 'Send less; `limit` says how many bytes are taken.'),
  'unsupported-media': kind(415, 'This kind of content is not taken', 'Send one of the types that the route names.'),
  'digest-mismatch': kind(422, 'The bytes differ from their digest', 'Send the file again; it changed on its way.'),
  'idempotency-key-reused': kind(422, 'Idempotency-Key used for another request', 'Use a new key for a new request.'),
  'too-many-requests': kind(429, 'Too many requests', 'Wait as long as `Retry-After` says.'),
  internal: kind(500, 'Something broke on our side', 'Try again later; name the `instance` when you report it.'),
  unavailable: kind(503, 'Not available at the moment', 'Wait as long as `Retry-After` says; nothing happened yet.'),
  'decisions-behind': kind(503, 'Decisions are behind', 'Wait as long as `Retry-After` says; nothing happened yet.'),
  'payments-unavailable': kind(
    503,
    'The payment provider does not answer',
    'Wait as long as `Retry-After` says; nothing was ordered.',
  ),
  'command-expired': kind(503, 'The command came too late to be decided', 'Send it again; it had no effect.'),
  'outcome-unknown': kind(504, 'The outcome is not known yet', 'Repeat the request with the same Idempotency-Key.'),
  'storage-full': kind(507, 'No room for this file', 'Try again later; the operator has been told.'),
  'seller-not-active': kind(
    409,
    'The seller is not active',
    'Finish what the payment provider asks for; GET /v1/seller/profile tells.',
  ),
  'not-for-sale': kind(409, 'The film is not sold at the moment', 'Try again another day; what was bought plays on.'),
  'own-film': kind(409, 'This is your own film', 'Nothing: nobody buys from themselves.'),
} as const satisfies Record<string, Kind>

export type ProblemName = keyof typeof problems

/** Fields beside the standard ones. `retryAfter` (seconds) and `allow` become headers. */
export type ProblemExtra = Readonly<{
  errors?: readonly Readonly<{ field: string; message: string }>[]
  limit?: number
  retryAfter?: number
  allow?: string
  /** the same offer as it stands now; null when it was taken back */
  quote?: Readonly<{ offerId: string; offerVersion: number; amount: number; currency: string }> | null
  /** what plays now, of the same viewer */
  playing?: readonly Readonly<{
    playbackId: string
    filmId: string
    title: string
    device: string | null
    startedAt: string
  }>[]
  commandId?: string
  /** the Idempotency-Key with which the request may be repeated */
  idempotencyKey?: string
}>

/** Thrown anywhere under a route; the app answers with application/problem+json. */
export class Problem extends Error {
  override readonly name: ProblemName
  readonly status: number
  readonly extra: ProblemExtra
  constructor(name: ProblemName, detail: string, extra: ProblemExtra = {}) {
    super(detail)
    this.name = name
    this.status = problems[name].status
    this.extra = extra
  }
}

export const problem = (name: ProblemName, detail: string = problems[name].todo, extra: ProblemExtra = {}): Problem =>
  new Problem(name, detail, extra)

export const isProblemName = (name: string): name is ProblemName => Object.hasOwn(problems, name)

/** The body of the answer; `instance` names this one occurrence, as found in the log. */
export const problemBody = ({ name, status, message, extra }: Problem, instance: string) => ({
  type: `/problems/${name}`,
  title: problems[name].title,
  status,
  detail: message,
  instance,
  ...extra,
})
