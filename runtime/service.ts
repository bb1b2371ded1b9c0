// What every long-running part of the runtime looks like to the one that composes it (as platform/service.ts says).

/** `ok: false` makes /readyz answer 503; `detail` is shown there. */
export type Health = Readonly<{ ok: boolean; detail?: Readonly<Record<string, unknown>> }>

/** `ready` resolves when it does its work; `stop` ends it without losing anything that was acknowledged. */
export type Service = Readonly<{ name: string; ready: Promise<void>; health(): Health; stop(): Promise<void> }>
