// What each projector last said of itself, for operators.
import type { ReadStore } from './postgres.ts'

export type ProjectionReport = Readonly<{
  name: string
  version: number
  live: boolean
  /** records behind the log */
  lag: bigint
  /** false when it is behind and stands still */
  moving: boolean
  /** why it stands still */
  detail: string | null
  /** ms since 1970 */
  at: number
}>

export const projectionReports = (store: ReadStore): Promise<readonly ProjectionReport[]> =>
  store.rows<ProjectionReport>`
    select name, version, live, lag, moving, detail::text as detail, at
    from projection_status join projections using (name, version)
    order by name, version`
