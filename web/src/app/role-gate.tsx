// Lets a page be seen by those whom it is for. The server decides again with every call; this only spares the way.
import { Navigate, Outlet, useLocation } from 'react-router'
import type { Role } from '../api/people.ts'
import { hasRole, usePerson } from '../data/use-person.ts'
import { useStrings } from '../strings/context.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'

export const RoleGate = ({ only }: Readonly<{ only: Role }>) => {
  const { shell } = useStrings()
  const person = usePerson()
  const { pathname, search } = useLocation()
  if (!person) return <Navigate to={`/log-in?next=${encodeURIComponent(pathname + search)}`} replace />
  if (hasRole(person, only)) return <Outlet />
  return (
    <Page title={shell.forRoleTitle} narrow>
      <p>{shell.forRole(shell.roles[only])}</p>
      <LinkButton to="/">{shell.toStore}</LinkButton>
    </Page>
  )
}
