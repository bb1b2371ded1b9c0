// Registration: a name, a password, and what one comes for.
import { type FormEvent, useState } from 'react'
import { Link, Navigate, useNavigate } from 'react-router'
import type { Role } from '../api/people.ts'
import { register } from '../api/session.ts'
import { useCommand } from '../data/use-command.ts'
import { usePerson } from '../data/use-person.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { PasswordField } from './password-field.tsx'
import styles from './people.module.css'
import { RoleChoice } from './role-choice.tsx'
import { useNext } from './use-next.ts'

const login3OrMore = /^\S{3,100}$/
const shortestPassword = 8

export const JoinPage = () => {
  const { people } = useStrings()
  const { next, carry } = useNext()
  const person = usePerson()
  const navigate = useNavigate()
  const [roles, setRoles] = useState<readonly Role[]>(['viewer'])
  const [wrong, setWrong] = useState<Readonly<{ login?: string; password?: string }>>({})
  const entry = useCommand(async (key, login: string, password: string) => {
    await register(key, { login, password, roles })
    await navigate(next === '/' && !roles.includes('viewer') ? '/studio' : next, { replace: true })
  })
  if (person && !entry.busy) return <Navigate to={next} replace />

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [login, password] = [String(form.get('login')).trim(), String(form.get('password'))]
    const found = {
      ...(!login3OrMore.test(login) && { login: people.loginWrong }),
      ...(password.length < shortestPassword && { password: people.passwordShort }),
    }
    setWrong(found)
    if (!found.login && !found.password && roles.length) void entry.run(login, password)
  }

  return (
    <Page title={people.registerTitle} narrow>
      <form className={styles.form} onSubmit={submit} noValidate>
        <ProblemNotice error={entry.error} />
        <TextField
          label={people.login}
          hint={people.loginHint}
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          maxLength={100}
          error={wrong.login}
        />
        <PasswordField autoComplete="new-password" hint={people.passwordHint} error={wrong.password} />
        <RoleChoice roles={roles} onChange={setRoles} />
        <Button type="submit" look="primary" wide busy={entry.busy}>
          {people.submitRegister}
        </Button>
      </form>
      <p>
        {people.hasAccount} <Link to={`/log-in${carry}`}>{people.logInTitle}</Link>
      </p>
    </Page>
  )
}
