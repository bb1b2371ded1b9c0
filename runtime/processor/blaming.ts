// Which source the records of a failure stand in: an error that names records by their offsets alone is told so.
import type { Parked } from '../parking.ts'
import { Poisonous } from '../poison.ts'
import type { Asked } from './blame.ts'

/** What was asked, for which record. */
export type AskedFor = Asked & Readonly<{ parked: Parked }>

/** A handler threw, or bytes cannot be read: not the log's fault, and the same again at the next try. */
export class HandlerFailed extends Error {
  override name = 'HandlerFailed'
  /** which records, of which source; undefined when nobody knows, as with a timer */
  readonly blame: Readonly<{ source: string; poison: Poisonous; asked?: AskedFor | undefined }> | undefined
  constructor(message: string, blame: HandlerFailed['blame'], options?: ErrorOptions) {
    super(message, options)
    this.blame = blame
  }
}

/** Throws HandlerFailed for what names its records; everything else as it is. */
export const blaming = async <T>(source: string, work: () => Promise<T>, asked?: AskedFor): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Poisonous)) throw error
    const [offset] = error.causes.keys()
    throw new HandlerFailed(`${source}@${offset}: ${error.message}`, { source, poison: error, asked }, { cause: error })
  }
}
