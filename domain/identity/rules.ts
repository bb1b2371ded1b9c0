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

export const invoiceAddressLimits = { name: 200, address: 500, vatId: 20 } as const

/** As the person says it, before it is sealed; `vatId` empty: none. */
export type InvoiceAddress = Readonly<{ name: string; address: string; vatId: string }>

/** What is wrong with each field, in words for the person. */
export const faultsOfInvoiceAddress = ({
  name,
  address,
  vatId,
}: InvoiceAddress): Partial<Record<keyof InvoiceAddress, string>> => {
  const isSaid = (text: string, most: number) => text.trim() !== '' && text.length <= most
  return {
    ...(isSaid(name, invoiceAddressLimits.name) ? {} : { name: `has 1 to ${invoiceAddressLimits.name} characters` }),
    ...(isSaid(address, invoiceAddressLimits.address)
      ? {}
      : { address: `has 1 to ${invoiceAddressLimits.address} characters` }),
    // The country's code and what that country gives; whether it was given is not asked.
    ...(vatId === '' || /^[A-Z]{2}[0-9A-Za-z+*]{2,13}$/.test(vatId) ? {} : { vatId: 'is no VAT id' }),
  }
}
