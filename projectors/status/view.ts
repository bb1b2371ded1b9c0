// How far every stored version has come, as the projectors report it each second.
import type { ReadStore } from '../../platform/postgres.ts'

/** live: reads are answered from it. ready: built, and follows. kept: it was live before. scratch: a stretch, folded once. */
export type VersionState = 'live' | 'building' | 'ready' | 'kept' | 'scratch'

export type ProjectionState = Readonly<{
  name: string
  version: number
  live: boolean
  state: VersionState
  /** records not yet applied */
  lag: bigint
  /** all records that it reads; 0 while nobody has looked */
  records: bigint
  /** records applied in a second, lately */
  rate: number
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
      select name, version, live, case
          when bounds is not null then 'scratch'
          when live then 'live'
          when version < (select version from projections other where other.name = one.name and other.live) then 'kept'
          when built_at is null then 'building'
          else 'ready'
        end as state, bounds is not null and built_at is not null as done
      from projections one
      union all
      select 'analytics', version, live, case when live then 'live' else 'building' end, false from analytics_tables
    ), told as (
      select name, version, sum(lag) filter (where fresh) as lag, sum(records) filter (where fresh) as records,
        sum(rate) filter (where fresh) as rate, bool_and(moving) filter (where fresh) as moving, bool_or(fresh) as fresh,
        (array_agg(detail order by moving) filter (where fresh and detail is not null))[1] as detail, max(at) as at
      from (select *, at > now() - interval '10 seconds' as fresh from projection_status) reports
      group by name, version
    )
    select name, version, live, state, coalesce(lag, 0)::bigint as lag, coalesce(records, 0)::bigint as records,
      coalesce(rate, 0) as rate, done or coalesce(moving, false) as moving,
      case when done or coalesce(fresh, false) then detail else 'no projector reports' end as detail,
      coalesce((select string_agg(topic || '/' || partition || '@' || next_offset - 1, ',' order by topic, partition)
        from places where places.name = known.name and places.version = known.version and next_offset > 0), '') as position,
      coalesce(at, to_timestamp(0)) as at
    from known left join told using (name, version)
    order by name, version`

/** Of the live versions, over all processes but this one. */
export const reportedLoad = async (
  store: ReadStore,
  self: string,
): Promise<Readonly<{ lag: number; rate: number }>> => {
  const [sum] = await store.rows<{ lag: bigint; rate: number }>`
    select coalesce(sum(lag), 0)::bigint as lag, coalesce(sum(rate), 0) as rate
    from projection_status join projections using (name, version)
    where live and member <> ${self} and at > now() - interval '10 seconds'`
  return { lag: Number(sum?.lag ?? 0n), rate: sum?.rate ?? 0 }
}
