// What consumers tell about records laid aside, as it stands on the log.
import { randomUUID } from 'node:crypto'
import type { RecordTypes } from './codec.ts'
import { headersOf } from './envelope.ts'
import { idOf } from './ids.ts'
import type { Headers, TopicPartition } from './log.ts'
import type { Parked, Parking, Settled } from './parking.ts'

type Told = RecordTypes['RecordParked'] | RecordTypes['RecordSettled']
export type Parcel = Readonly<{ data: Told; headers: Headers }>

/** Who tells, and about which partition: the key of everything that is said about it. */
export const placeOf = (consumer: string, { topic, partition }: TopicPartition): string =>
  `${consumer} ${topic}/${partition}`

export const letterIdOf = (consumer: string, { topic, partition }: TopicPartition, offset: bigint): string =>
  idOf('dead letter', consumer, topic, partition, offset)

export const recordsOf = (consumer: string, at: TopicPartition, { park, settle }: Parking): readonly Parcel[] => [
  ...settle.map((one) => parcel(settledOf(consumer, at, one))),
  ...park.map((one) => parcel(parkedOf(consumer, at, one))),
]

const parcel = (data: Told): Parcel => ({
  data,
  headers: headersOf({ type: data.type, eventId: randomUUID(), occurredAt: data.at }),
})

const parkedOf = (consumer: string, at: TopicPartition, { record, cause, askId }: Parked): Told => ({
  type: 'RecordParked',
  at: cause?.at ?? Date.now(),
  place: placeOf(consumer, at),
  letterId: letterIdOf(consumer, at, record.offset),
  consumer,
  sourceTopic: at.topic,
  sourcePartition: at.partition,
  sourceOffset: Number(record.offset),
  recordKey: record.key,
  value: record.value.toString('base64'),
  headers: record.headers,
  appendedAt: record.timestamp,
  cause: cause?.kind ?? 'WAITS',
  error: cause?.error ?? '',
  tries: cause?.tries ?? 0,
  askId: askId ?? null,
})

const settledOf = (consumer: string, at: TopicPartition, { offset, outcome, askId }: Settled): Told => ({
  type: 'RecordSettled',
  at: Date.now(),
  place: placeOf(consumer, at),
  letterId: letterIdOf(consumer, at, offset),
  outcome,
  askId: askId ?? null,
})

/** Without the bytes, which still stand where they were read. */
export const smaller = (data: Told): Told | undefined =>
  data.type === 'RecordParked' && data.value !== null ? { ...data, value: null } : undefined
