// What `node:sqlite` is to the product's code inside a simulation: the real engine, on the simulated disks.
import { DatabaseSync as Real } from 'node:sqlite'
import { databaseIn, diskRoot } from './disks.ts'

export function DatabaseSync(path: string) {
  return path.startsWith(diskRoot) ? databaseIn(path, Real) : new Real(path)
}
