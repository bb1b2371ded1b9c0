// How far every projection has come, as its projector reports it each second.
import type { ReadStore } from '../../platform/postgres.ts'

export type ProjectionState = Readonly<{
  name: string
  version: number
  /** the one that queries are answered from */
  live: boolean
  /** records not yet applied */
  lag: bigint
  /** false: behind and standing still, or nobody has reported for ten seconds */
  moving: boolean
  /** what keeps it from moving */
  detail: string | null
  /** `topic/partition@offset` of the last record applied, joined with commas */
  position: string
  /** ms since 1970 of the last report */
  at: number
}>

/** By name; ClickHouse's tables stand among them as `analytics`. */
export const projectionStates = (store: ReadStore): Promise<readonly ProjectionState[]> =>
  store.rows<ProjectionState>`
    with places as (
      select name, version, topic, partition, next_offset from projection_positions
      union all
      select 'analytics', version, topic, partition, next_offset from analytics_batches
    ), known as (
      select name, version, live from projections
      union all
      select 'analytics', version, live from analytics_tables
    )
    select name, version, live, coalesce(lag, 0) as lag,
      coalesce(moving and at > now() - interval '10 seconds', false) as moving,
      case when at is null or at <= now() - interval '10 seconds' then 'no projector reports' else detail end as detail,
      coalesce((select string_agg(topic || '/' || partition || '@' || next_offset - 1, ',' order by topic, partition)
        from places where places.name = known.name and places.version = known.version and next_offset > 0), '') as position,
      coalesce(at, to_timestamp(0)) as at
    from known left join projection_status using (name, version)
    order by name, version`
