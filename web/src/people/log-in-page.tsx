// Log-in.
import { type FormEvent, useState } from 'react'
import { Link, Navigate, useNavigate } from 'react-router'
import { logIn } from '../api/session.ts'
import { useCommand } from '../data/use-command.ts'
import { usePerson } from '../data/use-person.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { PasswordField } from './password-field.tsx'
import styles from './people.module.css'
import { useNext } from './use-next.ts'

export const LogInPage = () => {
  const { people } = useStrings()
  const { next, carry } = useNext()
  const person = usePerson()
  const navigate = useNavigate()
  const [wrong, setWrong] = useState<Readonly<{ login?: string; password?: string }>>({})
  const entry = useCommand(async (_key, login: string, password: string) => {
    await logIn(login, password)
    await navigate(next, { replace: true })
  })
  if (person && !entry.busy) return <Navigate to={next} replace />

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [login, password] = [String(form.get('login')).trim(), String(form.get('password'))]
    setWrong({ ...(!login && { login: people.loginNeeded }), ...(!password && { password: people.passwordNeeded }) })
    if (login && password) void entry.run(login, password)
  }

  return (
    <Page title={people.logInTitle} narrow>
      <form className={styles.form} onSubmit={submit} noValidate>
        <ProblemNotice error={entry.error} />
        <TextField
          label={people.login}
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          maxLength={100}
          error={wrong.login}
        />
        <PasswordField autoComplete="current-password" error={wrong.password} />
        <Button type="submit" look="primary" wide busy={entry.busy}>
          {people.submitLogIn}
        </Button>
      </form>
      <p>
        {people.noAccount} <Link to={`/join${carry}`}>{people.registerTitle}</Link>
      </p>
    </Page>
  )
}
