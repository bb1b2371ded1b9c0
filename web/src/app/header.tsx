// Brand, the ways to go, and who is here.
import { Link, NavLink, useNavigate } from 'react-router'
import { logOut } from '../api/session.ts'
import { useCommand } from '../data/use-command.ts'
import { hasRole, usePerson } from '../data/use-person.ts'
import { useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Brand } from './brand.tsx'
import styles from './header.module.css'

const useWays = () => {
  const { shell } = useStrings()
  const person = usePerson()
  return [
    { to: '/', name: shell.store, here: true },
    { to: '/plans', name: shell.plans, here: true },
    { to: '/library', name: shell.library, here: hasRole(person, 'viewer') },
    { to: '/studio', name: shell.studio, here: hasRole(person, 'seller') },
    { to: '/control', name: shell.controlRoom, here: hasRole(person, 'operator') },
  ].filter(({ here }) => here)
}

const Account = () => {
  const { shell } = useStrings()
  const person = usePerson()
  const announce = useAnnounce()
  const navigate = useNavigate()
  const leave = useCommand(async () => {
    await logOut()
    announce(shell.loggedOut)
    await navigate('/')
  })
  if (person)
    return (
      <Button look="quiet" busy={leave.busy} onClick={() => void leave.run()}>
        {shell.logOut}
      </Button>
    )
  return (
    <>
      <LinkButton to="/log-in" look="quiet">
        {shell.logIn}
      </LinkButton>
      <LinkButton to="/join" look="primary" className={styles.join}>
        {shell.register}
      </LinkButton>
    </>
  )
}

export const Header = () => {
  const { shell } = useStrings()
  const ways = useWays()
  return (
    <header className={styles.header}>
      <Link to="/" className={styles.brand} aria-label={shell.brand}>
        <Brand />
      </Link>
      <nav className={styles.nav} aria-label={shell.mainMenu}>
        <ul>
          {ways.map(({ to, name }) => (
            <li key={to}>
              <NavLink to={to} end={to === '/'}>
                {name}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.account}>
        <Account />
      </div>
    </header>
  )
}
