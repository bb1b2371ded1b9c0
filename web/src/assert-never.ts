// The end of a switch that has answered every case.

export const assertNever = (value: never): never => {
  throw new Error(`unhandled: ${JSON.stringify(value)}`)
}
