// Shapes that several routes share.
import { Type } from 'typebox'

export const exampleId = '0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e'
export const Id = (description: string) => Type.String({ format: 'uuid', description, examples: [exampleId] })
export const Time = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2026-11-21T20:15:00.000Z'] })

/** An object answer with what it means and an example. */
export const answer = <P extends Parameters<typeof Type.Object>[0]>(
  properties: P,
  description: string,
  example: object,
) => Type.Object(properties, { description, examples: [example] })

export const nothing = (description: string) => Type.Null({ description })

export const Pending = answer(
  { commandId: Id('of the command'), status: Type.Literal('pending') },
  'Handed over and not decided in time; `Location` tells the outcome.',
  { commandId: exampleId, status: 'pending' },
)

export const filmParams = Type.Object({ filmId: Id('of the film') })
export const playbackParams = Type.Object({ playbackId: Id('of the playback') })

export const iso = (ms: number): string => new Date(ms).toISOString()
