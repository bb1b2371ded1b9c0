// What only root may do, for tests that need a disk of their own: as root, or by sudo without a password.
import { execFileSync } from 'node:child_process'

export const asRoot = (command: string, ...args: readonly string[]): string =>
  (process.getuid?.() === 0
    ? execFileSync(command, args, { stdio: 'pipe' })
    : execFileSync('sudo', ['-n', command, ...args], { stdio: 'pipe' })
  ).toString()
