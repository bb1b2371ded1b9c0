// The frame around every page, and the bare one for the player.
import { Suspense, useEffect, useRef } from 'react'
import { Outlet, ScrollRestoration, useLocation } from 'react-router'
import { useStrings } from '../strings/context.tsx'
import { Announcer } from '../ui/announcer.tsx'
import { Loading } from '../ui/page.tsx'
import { Header } from './header.tsx'
import styles from './shell.module.css'

/** After a step to another page the reading goes on at its beginning, as it does after a page load. */
const useFocusOnNewPage = () => {
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current !== pathname) main.current?.focus({ preventScroll: true })
    shown.current = pathname
  }, [pathname])
  return main
}

export const Shell = () => {
  const { shell } = useStrings()
  const main = useFocusOnNewPage()
  return (
    <Announcer>
      <a className={styles.skip} href="#main">
        {shell.skip}
      </a>
      <Header />
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className={styles.footer}>
        <p>{shell.footer}</p>
        <a href="/docs">{shell.apiDocs}</a>
      </footer>
      <ScrollRestoration />
    </Announcer>
  )
}

export const Bare = () => (
  <Announcer>
    <main>
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </main>
  </Announcer>
)
