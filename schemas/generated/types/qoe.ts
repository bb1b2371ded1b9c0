// Generated from schemas/qoe/*.avsc. Do not edit.
/** The film plays as before. */
export type IncidentClosed = Readonly<{
  type: 'IncidentClosed'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  incidentId: string
  /** ms since 1970 */
  closedAt: number
}>

/** Significantly more plays fail than in the film's last hour. */
export type IncidentOpened = Readonly<{
  type: 'IncidentOpened'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  incidentId: string
  /** ms since 1970 */
  openedAt: number
  /** in two minutes */
  plays: number
  failures: number
  /** of the last hour */
  baselineRate: number
  /** one-sided binomial */
  pValue: number
}>

/** How one film played in one minute; a later record of the same minute replaces it. */
export type QoeMinute = Readonly<{
  type: 'QoeMinute'
  /** when it happened, ms since 1970 */
  at: number
  filmId: string
  /** start of the minute */
  minute: number
  /** rises when late events arrive */
  revision: number
  /** attempts: started or failed at start */
  plays: number
  /** fatal errors */
  failures: number
  startupMsMedian: number | null
  startupMsP95: number | null
  playedMs: number
  stalledMs: number
  /** stalled over stalled and played */
  rebufferRatio: number
  /** of plays */
  simulatedPlays: number
}>

export type QoeDerived = IncidentClosed | IncidentOpened | QoeMinute
