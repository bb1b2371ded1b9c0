// What somebody joins for; one may do both.
import type { Role } from '../api/people.ts'
import { useStrings } from '../strings/context.tsx'
import styles from './people.module.css'

type Props = Readonly<{ roles: readonly Role[]; onChange: (roles: readonly Role[]) => void }>

export const RoleChoice = ({ roles, onChange }: Props) => {
  const { people } = useStrings()
  const choices: readonly (readonly [Role, string])[] = [
    ['viewer', people.watch],
    ['seller', people.sell],
  ]
  const toggle = (role: Role, on: boolean) => onChange(on ? [...roles, role] : roles.filter((other) => other !== role))
  return (
    <fieldset className={styles.roles}>
      <legend>{people.iWant}</legend>
      {choices.map(([role, words]) => (
        <label key={role} className={styles.check}>
          <input
            type="checkbox"
            checked={roles.includes(role)}
            onChange={({ target }) => toggle(role, target.checked)}
          />
          {words}
        </label>
      ))}
      {roles.length === 0 && <p role="alert">{people.oneRole}</p>}
    </fieldset>
  )
}
