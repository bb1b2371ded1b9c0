// The data folder's own random secrets, made once and readable by their owner only.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const names = [
  'postgres',
  'clickhouseWriter',
  'clickhouseReader',
  'redis',
  'setup',
  'internal',
  'paymentsKey',
  'paymentsWebhook',
  'subjectKeys',
] as const

export type Secrets = Readonly<Record<(typeof names)[number], string>>

const draw = (): string => randomBytes(24).toString('base64url')

/** Written beside and renamed, so that a crash never leaves half a file. */
const writePrivately = (file: string, value: unknown): void => {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  fs.writeFileSync(`${file}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 })
  fs.renameSync(`${file}.new`, file)
}

/** Those in `secrets.json`; a name that an older version did not know is drawn and added. */
export const openSecrets = (folder: string): Secrets => {
  const file = path.join(folder, 'secrets.json')
  const known: Partial<Secrets> = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {}
  const missing = names.filter((name) => !known[name])
  const secrets = { ...known, ...Object.fromEntries(missing.map((name) => [name, draw()])) } as Secrets
  if (missing.length) writePrivately(file, secrets)
  return secrets
}

/** The file with the private JWKS that signs access and playback tokens (ES256); the first key signs. */
export const openSigningKeys = (folder: string): string => {
  const file = path.join(folder, 'keys', 'signing.json')
  if (fs.existsSync(file)) return file
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' }
  writePrivately(file, { keys: [key] })
  return file
}
