// The door of the runtime: the log, deciders and commands, projections, workers, processes, stream processors.

export {
  BadBytes,
  type Codec,
  codecOn,
  type Decoded,
  InvalidRecord,
  isUnknown,
  memoryCodec,
  type RecordName,
  type RecordTypes,
  SchemaIdNotLearned,
  type UnknownRecord,
  UnknownSchemaId,
} from './codec.ts'
export { type CommandOptions, type Commands, openCommands, type Submission } from './commands/client.ts'
export type { Outcome, OutcomeEvent } from './commands/outcome.ts'
export { DEAD_LETTERS, type DeadLetters, openDeadLetters } from './dead-letters.ts'
export type { AnyDecider, Decider, Message } from './deciders/decider.ts'
export { type DeciderRoomOptions, deciderRoom } from './deciders/room.ts'
export { type Envelope, envelopeOf, headersOf, type Meta, metaOf } from './envelope.ts'
export { type AnyEvent, type EventNamed, type Happened, happened, happenedOf, type Timeless } from './event.ts'
export { type Fact, type Facts, openFacts } from './facts.ts'
export { type Following, type FollowOptions, follow } from './follow.ts'
export { commandIdOf, eventIdOf, idOf } from './ids.ts'
export { type KafkaLogOptions, kafkaLog } from './kafka/kafka-log.ts'
export { limit } from './limit.ts'
export * from './log.ts'
export { logLot, type ParkedStore, storeLot, type Untold } from './lots.ts'
export { type MemoryLog, memoryLog } from './memory-log.ts'
export { type MemoryProjectionStore, memoryProjectionStore } from './memory-projection-store.ts'
export { isParking, type Parked, type Parking } from './parking.ts'
export { partitionOf } from './partition.ts'
export { errorText, isOutage, kindOf, Poisonous } from './poison.ts'
export { hasReached, InvalidPosition, type Position, parsePosition, positionText } from './position.ts'
export { defineProcess, type Process, type RunProcess, runProcess, type Send } from './process.ts'
export {
  type Context,
  defineProcessor,
  type KeyState,
  type OutputRecord,
  type Processor,
  type TimerOwner,
} from './processor/definition.ts'
export { type ProcessorLimits, usualProcessorLimits } from './processor/limits.ts'
export { processorSpec } from './processor/processor-spec.ts'
export { type RunningProcessor, type RunProcessor, runProcessor } from './processor/run-processor.ts'
export { hasSeen, type Seen, withSeen } from './processor/sequences.ts'
export { type EndedSession, type Session, type SessionSpec, type Sessions, sessioned } from './processor/sessions.ts'
export type { Timer } from './processor/timers.ts'
export { type Closing, type Window, type WindowSpec, type Windows, windowed } from './processor/windows.ts'
export { defineProjection, foldRows, groupOf, type Projection } from './projection.ts'
export { projectionSpec } from './projection-spec.ts'
export {
  type Batch,
  type ProjectionStatus,
  type ProjectionStore,
  type Row,
  type RowAccess,
  StalePosition,
} from './projection-store.ts'
export { RegistryFailed, type RegistryOptions, registryCodec } from './registry.ts'
export { checkIdsResolve, SchemaIdsLost } from './registry-check.ts'
export { type RunProjection, runProjection } from './run-projection.ts'
export type { Health, Service } from './service.ts'
export type { Snapshots } from './snapshots.ts'
export { type KeyedStore, openStore, StaleStore, type StoreWriter } from './store.ts'
export { keepParked, storeParked } from './store-parked.ts'
export { threadedWriting } from './store-thread.ts'
export { commandTopic, replyTopic, topicsOf } from './topics.ts'
export { type Effect, runWorker } from './worker.ts'
