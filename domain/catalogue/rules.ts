// What may be said of a film and asked for it. The one place that knows the limits.

export const limits = {
  title: 200,
  synopsis: 5_000,
  genres: 10,
  genre: 40,
  ageRating: 20,
  reason: 500,
  /** territories, pictures and kinds multiply */
  offers: 100,
  /** in which a film is */
  plans: 50,
  /** minor units; providers take eight digits */
  amount: 99_999_999n,
  /** ms */
  clock: 366 * 86_400_000,
  firstYear: 1888,
} as const

/** Description as the store shows it. */
export type Description = Readonly<{
  title: string
  synopsis: string
  genres: readonly string[]
  year: number | null
  ageRating: string | null
}>

/** The first thing that is wrong with the description, in words for the seller; `now` in ms since 1970. */
export const faultOfDescription = (description: Description, now: number): string | undefined => {
  const { title, synopsis, genres, year, ageRating } = description
  if (title.trim() === '' || title.length > limits.title) return `A title has 1 to ${limits.title} characters.`
  if (synopsis.length > limits.synopsis) return `A synopsis has at most ${limits.synopsis} characters.`
  if (genres.length > limits.genres) return `A film has at most ${limits.genres} genres.`
  if (new Set(genres).size < genres.length) return 'A genre is named twice.'
  if (genres.some((genre) => genre.trim() === '' || genre.length > limits.genre))
    return `A genre has 1 to ${limits.genre} characters.`
  if (year !== null && (year < limits.firstYear || year > new Date(now).getUTCFullYear() + 5))
    return `A year lies between ${limits.firstYear} and five years from now.`
  if (ageRating !== null && (ageRating.trim() === '' || ageRating.length > limits.ageRating))
    return `An age rating has 1 to ${limits.ageRating} characters.`
  return undefined
}

/** ISO 4217, the codes that people pay with. */
export const isCurrency = (code: string): boolean => currencies.has(code)

const currencies = new Set(
  (
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY ' +
    'COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ' +
    'ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK ' +
    'MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF ' +
    'SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS ' +
    'VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'
  ).split(' '),
)
