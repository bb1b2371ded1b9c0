// Which clock a country goes by, and when its clock shows a time.

/**
 * Of countries with several zones the one that their windows are stated in: where most people live, or the capital
 * (tz database, zone1970.tab). Elsewhere there is only one.
 */
const principal: Readonly<Record<string, string>> = {
  ...{ AQ: 'Antarctica/McMurdo', AR: 'America/Buenos_Aires', AU: 'Australia/Sydney', BR: 'America/Sao_Paulo' },
  ...{ CA: 'America/Toronto', CD: 'Africa/Kinshasa', CL: 'America/Santiago', CN: 'Asia/Shanghai' },
  ...{ CY: 'Asia/Nicosia', DE: 'Europe/Berlin', EC: 'America/Guayaquil', ES: 'Europe/Madrid' },
  ...{ FM: 'Pacific/Ponape', GL: 'America/Godthab', ID: 'Asia/Jakarta', KI: 'Pacific/Tarawa', KZ: 'Asia/Almaty' },
  ...{ MH: 'Pacific/Majuro', MN: 'Asia/Ulaanbaatar', MX: 'America/Mexico_City', MY: 'Asia/Kuala_Lumpur' },
  ...{ NZ: 'Pacific/Auckland', PF: 'Pacific/Tahiti', PG: 'Pacific/Port_Moresby', PS: 'Asia/Gaza' },
  ...{ PT: 'Europe/Lisbon', RU: 'Europe/Moscow', UA: 'Europe/Kiev', UM: 'Pacific/Wake', US: 'America/New_York' },
  ...{ UZ: 'Asia/Tashkent' },
}

/** IANA name; UTC where nobody lives, and for no country at all. `country`: ISO 3166-1 alpha-2. */
export const zoneOf = (country: string | null): string => {
  if (country === null) return 'UTC'
  const zones: readonly string[] = new Intl.Locale('und', { region: country }).getTimeZones?.() ?? []
  return principal[country] ?? zones[0] ?? 'UTC'
}

/** YYYY-MM-DDTHH:MM, of a day that there is. */
export const isClockTime = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return false
  const at = Date.parse(`${text}:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/**
 * When the clocks of a zone show a time, ms since 1970: the first of the two when they were set back meanwhile; when
 * they were set forward over it, as much later as they were set (RFC 5545, 3.3.5).
 */
export const instantOf = (clockTime: string, zone: string): number =>
  Temporal.PlainDateTime.from(clockTime).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
