// A password that one may look at.
import { useState } from 'react'
import { useStrings } from '../strings/context.tsx'
import { TextField } from '../ui/field.tsx'
import styles from './people.module.css'

type Props = Readonly<{ autoComplete: string; hint?: string; error?: string | undefined }>

export const PasswordField = ({ autoComplete, hint, error }: Props) => {
  const { people } = useStrings()
  const [shown, setShown] = useState(false)
  return (
    <div className={styles.password}>
      <TextField
        label={people.password}
        name="password"
        type={shown ? 'text' : 'password'}
        autoComplete={autoComplete}
        maxLength={200}
        hint={hint}
        error={error}
      />
      <label className={styles.check}>
        <input type="checkbox" checked={shown} onChange={({ target }) => setShown(target.checked)} />
        {people.showPassword}
      </label>
    </div>
  )
}
