// Passwords as argon2id (RFC 9106), never more of them at once than the machine can spare.
import { argon2, type BinaryLike, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { problem } from '../../../platform/problems.ts'

export type Passwords = Readonly<{
  /** As PHC text: parameters, salt and hash. Throws `unavailable` when too many wait. */
  hash(password: string): Promise<string>
  /** Takes the same time for a person that does not exist (`stored` undefined), and is then false. */
  verify(password: string, stored: string | undefined): Promise<boolean>
}>

/** OWASP ASVS 5.0, 11.4.2: at least 19 MiB, two passes, one lane. ~40 ms of one core. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const
const derive = promisify(argon2)

/** `atOnce` hashes run beside everything else; `waiting` more may stand in line. */
export const argonPasswords = ({ atOnce = 1, waiting = 500 } = {}): Passwords => {
  const inTurn = turns(atOnce, waiting)
  const tag = (password: string, nonce: BinaryLike, { memory, passes, parallelism }: Cost) =>
    inTurn(() =>
      derive('argon2id', {
        message: Buffer.from(password, 'utf8'),
        nonce,
        parallelism,
        tagLength: cost.tagLength,
        memory,
        passes,
      }),
    )
  const nobody = phc(randomBytes(16), randomBytes(cost.tagLength))

  return {
    hash: async (password) => {
      const salt = randomBytes(16)
      return phc(salt, await tag(password, salt, cost))
    },
    verify: async (password, stored) => {
      const { salt, hash, ...own } = readPhc(stored ?? nobody)
      const same = timingSafeEqual(await tag(password, salt, own), hash)
      return same && stored !== undefined
    },
  }
}

type Cost = Readonly<{ memory: number; passes: number; parallelism: number }>

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

const phc = (salt: Buffer, hash: Buffer): string =>
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(hash)}`

const readPhc = (text: string): Cost & { salt: Buffer; hash: Buffer } => {
  const [, m, t, p, salt, hash] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(text) ?? []
  if (!salt || !hash) throw new Error('a stored password hash is not in PHC form')
  return {
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

const turns = (atOnce: number, waiting: number) => {
  const line: (() => void)[] = []
  let running = 0
  const next = () => {
    running -= 1
    line.shift()?.()
  }
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (line.length >= waiting) throw problem('unavailable', 'Too many people are logging in.', { retryAfter: 5 })
      await new Promise<void>((resolve) => line.push(resolve))
    }
    running += 1
    return work().finally(next)
  }
}
