// Where people live, as they said last.
import { defineProjection } from '../../runtime/index.ts'

export type PersonRow = Readonly<{ country: string }>

export const people = defineProjection<PersonRow>()({
  name: 'people',
  version: 1,
  key: (event) => event.personId,
  on: {
    CountryDeclared: (_, { country }) => ({ country }),
    PersonErased: () => null,
  },
})
