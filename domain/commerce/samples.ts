// Commands and events for this folder's specs.
export * from './samples/cards.ts'
export * from './samples/orders.ts'
export * from './samples/playbacks.ts'
export * from './samples/refunds.ts'
export * from './samples/subscriptions.ts'
