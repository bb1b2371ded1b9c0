// The texts that the pages show and ask to accept, by their versions; the API refuses others.

/** The licence of a film, at the checkout. */
export const licenceVersion = '2026-11'

/** The terms for sellers, where somebody becomes one. */
export const termsVersion = '2026-11'
