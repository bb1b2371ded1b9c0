// AES-256-GCM: nonce, ciphertext and tag in one piece. NIST SP 800-38D: a fresh random nonce of 96 bits for each.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const [nonceLength, tagLength] = [12, 16]

/** `about` is bound to it: opened for anything else, it does not open. `key`: 32 bytes. */
export const encrypt = (key: Buffer, plain: Buffer, about: string): Buffer => {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws when a bit of it, the key or `about` is another. */
export const decrypt = (key: Buffer, bytes: Buffer, about: string): Buffer => {
  const end = bytes.length - tagLength
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength), { authTagLength: tagLength })
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(end))
  return Buffer.concat([decipher.update(bytes.subarray(nonceLength, end)), decipher.final()])
}
