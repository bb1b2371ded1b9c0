// Who uses Matinee, and what log-in answers.

export type Role = 'viewer' | 'seller' | 'operator'
export type Person = Readonly<{ personId: string; roles: readonly Role[] }>

/** Answer of POST /v1/sessions and of its renewal; `expiresIn` in seconds. */
export type SessionAnswer = Readonly<{ accessToken: string; refreshToken: string; expiresIn: number; person: Person }>

export type NewPerson = Readonly<{ login: string; password: string; roles: readonly Role[] }>
