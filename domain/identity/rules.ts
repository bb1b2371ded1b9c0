// Who may be what, and how long a log-in lasts. The one place that knows.

/** viewer buys and watches, seller offers films, operator runs the house. */
export const knownRoles = ['viewer', 'seller', 'operator'] as const

/** Anybody may take these; the others are given with the set-up secret. */
export const openRoles: readonly string[] = ['viewer', 'seller']

/** Open log-ins of one person: a bound for the state. One more ends the oldest. */
export const mostSessions = 100

/** ms: a refresh family ends then, however often it is renewed */
export const sessionLife = 30 * 86_400_000
/** ms: a refresh token that is not used for so long is dead */
export const sessionIdle = 14 * 86_400_000
/** ms: within it the spent predecessor, and only that one, is answered with the same successor (two tabs, a lost answer) */
export const reuseGrace = 10_000

export const longestReason = 500
/** Why a person is erased: written down, so without personal data. */
export const isReason = (reason: string): boolean => reason.trim() !== '' && reason.length <= longestReason

export const faultOfRoles = (roles: readonly string[]): string | undefined => {
  if (roles.length === 0) return 'A person has at least one role.'
  if (new Set(roles).size < roles.length) return 'A role is named twice.'
  const unknown = roles.find((role) => !knownRoles.some((known) => known === role))
  return unknown === undefined ? undefined : `There is no role '${unknown}'.`
}
