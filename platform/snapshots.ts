// Copies of local stores among the objects, below `snapshots/`: derived, so they may be deleted at any time.
import type { Snapshots } from '../runtime/index.ts'
import type { ObjectStore } from './objects.ts'

const below = 'snapshots/'

export const objectSnapshots = (objects: ObjectStore): Snapshots => ({
  put: (key, body) => objects.put(`${below}${key}`, body),
  get: async (key) => (await objects.open(`${below}${key}`)).stream,
  list: async (prefix) => (await objects.list(`${below}${prefix}`)).map(({ key }) => key.slice(below.length)),
  remove: (key) => objects.remove(`${below}${key}`),
})
