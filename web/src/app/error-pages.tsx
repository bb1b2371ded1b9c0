// What stands there when there is no page, or when one broke.
import { useRouteError } from 'react-router'
import { useStrings } from '../strings/context.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'

export const NotFoundPage = () => {
  const { shell } = useStrings()
  return (
    <Page title={shell.notFoundTitle} narrow>
      <p>{shell.notFoundText}</p>
      <LinkButton to="/" look="primary">
        {shell.toStore}
      </LinkButton>
    </Page>
  )
}

export const BrokenPage = () => {
  const { shell } = useStrings()
  const error = useRouteError()
  return (
    <Page title={shell.brokenTitle} narrow>
      <p role="alert">{shell.brokenText}</p>
      {error instanceof Error && <p>{error.message}</p>}
      <Button look="primary" onClick={() => location.reload()}>
        {shell.retry}
      </Button>
    </Page>
  )
}
