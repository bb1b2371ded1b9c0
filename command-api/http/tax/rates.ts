// What of a price is tax, by country: a port, and the table that stands behind it until there is an engine.

/** In hundredths of a percent of the price without tax. 0 where nothing is known to be due. */
export type TaxRates = Readonly<{ rateOf(country: string): number }>

/**
 * Standard rates of value added tax on what is delivered electronically, taxed where the buyer lives (2006/112/EC,
 * article 58); as the members of the EU, Great Britain, Norway and Switzerland published them for 2026.
 */
const standard: Readonly<Record<string, number>> = {
  ...{ AT: 2_000, BE: 2_100, BG: 2_000, CY: 1_900, CZ: 2_100, DE: 1_900, DK: 2_500, EE: 2_400, ES: 2_100 },
  ...{ FI: 2_550, FR: 2_000, GR: 2_400, HR: 2_500, HU: 2_700, IE: 2_300, IT: 2_200, LT: 2_100, LU: 1_700 },
  ...{ LV: 2_100, MT: 1_800, NL: 2_100, PL: 2_300, PT: 2_300, RO: 2_100, SE: 2_500, SI: 2_200, SK: 2_300 },
  ...{ CH: 810, GB: 2_000, NO: 2_500 },
}

export const standardRates: TaxRates = { rateOf: (country) => standard[country] ?? 0 }
