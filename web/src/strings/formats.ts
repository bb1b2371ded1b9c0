// Money, times and lengths as people read them.

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** How many decimals a currency has: 2 for EUR, 0 for JPY. */
export const decimalsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

const two = (n: number): string => String(n).padStart(2, '0')

/** 3725000 ms → 1:02:05; for positions in a film. */
export const clockText = (ms: number): string => {
  const s = Math.max(0, Math.floor(ms / second))
  const [h, m] = [Math.floor(s / 3600), Math.floor((s % 3600) / 60)]
  return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`
}

/** A countdown as days and a clock: { days: 2, clock: '03:04:05' }. Never below zero. */
export const countdown = (ms: number): Readonly<{ days: number; clock: string }> => {
  const left = Math.max(0, ms)
  const clock = [(left % day) / hour, (left % hour) / minute, (left % minute) / second]
  return { days: Math.floor(left / day), clock: clock.map((part) => two(Math.floor(part))).join(':') }
}

const unit = (language: string, name: string, value: number): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value)

export type Formats = ReturnType<typeof formatsOf>

/** Formats of one language. Times are ms since 1970 or ISO 8601 texts. */
export const formatsOf = (language: string) => {
  const number = new Intl.NumberFormat(language)
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const dayOnly = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' })
  const timeOnly = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' })
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const short = (name: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, maximumFractionDigits: 1 })
  return {
    number: (value: number) => number.format(value),
    percent: (share: number) => percent.format(share),
    /** amount in minor units */
    money: (amount: number, currency: string) =>
      new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount / 10 ** decimalsOf(currency)),
    dateTime: (at: string | number) => dateTime.format(new Date(at)),
    day: (at: string | number) => dayOnly.format(new Date(at)),
    time: (at: string | number) => timeOnly.format(new Date(at)),
    /** 48 → "48 hours", 720 → "30 days" */
    hours: (hours: number) =>
      hours >= 72 && hours % 24 === 0 ? unit(language, 'day', hours / 24) : unit(language, 'hour', hours),
    days: (days: number) => unit(language, 'day', days),
    /** length of a film */
    length: (ms: number) => {
      if (ms < minute) return short('second').format(Math.round(ms / second))
      const minutes = Math.round(ms / minute)
      if (minutes < 60) return short('minute').format(minutes)
      return `${short('hour').format(Math.floor(minutes / 60))} ${short('minute').format(minutes % 60)}`
    },
    /** a short time such as a start-up */
    seconds: (ms: number) => short('second').format(ms / second),
    bytes: (bytes: number) =>
      bytes < 1e6
        ? short('kilobyte').format(bytes / 1e3)
        : bytes < 1e9
          ? short('megabyte').format(bytes / 1e6)
          : short('gigabyte').format(bytes / 1e9),
    /** "2 days" or "3 hours": for people who hear rather than see the clock */
    left: (ms: number) =>
      ms >= day
        ? unit(language, 'day', Math.floor(ms / day))
        : ms >= hour
          ? unit(language, 'hour', Math.floor(ms / hour))
          : unit(language, 'minute', Math.max(0, Math.floor(ms / minute))),
  }
}
