// What belongs to a person, as it stands in commands, events, local stores and views: sealed under that person's key.

declare const sealed: unique symbol

/**
 * `s1.SUBJECT.BYTES`: the person's id, then nonce, ciphertext and tag in base64url. Who opens it needs the subject's key
 * and nothing else; once that key is gone it means nothing, wherever it stands (docs/adr/0015).
 */
export type Sealed = string & Readonly<{ [sealed]: true }>

/** 12 bytes of nonce and 16 of tag at least. */
const form = /^s1\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([\w-]{38,})$/

export const isSealed = (value: unknown): value is Sealed => typeof value === 'string' && form.test(value)

export const sealedFrom = (subject: string, bytes: Buffer): Sealed =>
  `s1.${subject}.${bytes.toString('base64url')}` as Sealed

/** Whose it is, and the bytes. */
export const partsOf = (value: Sealed): Readonly<{ subject: string; bytes: Buffer }> => {
  const [, subject = '', bytes = ''] = form.exec(value) ?? []
  return { subject, bytes: Buffer.from(bytes, 'base64url') }
}
