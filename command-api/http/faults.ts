// What is wrong with a body beyond its shape: one problem that names each field.
import { problem } from '../../platform/problems.ts'

/** `faults`: by field of the body, in words for whoever sent it; none is fine. */
export const refuseFaults = (faults: Readonly<Record<string, string>>): void => {
  const errors = Object.entries(faults).map(([field, message]) => ({ field: `body/${field}`, message }))
  if (errors.length)
    throw problem('invalid-request', errors.map((e) => `${e.field} ${e.message}`).join('; '), { errors })
}
