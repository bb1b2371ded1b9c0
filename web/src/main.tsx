// Entry of the web application: words first, then the pages.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { onSessionChange, readStored } from './api/session-store.ts'
import { reloadForNewVersion } from './app/new-version.ts'
import { createPages } from './app/routes.tsx'
import { forgetAll } from './data/resource.ts'
import { LanguageProvider } from './strings/context.tsx'
import { loadLanguage } from './strings/languages.ts'
import './styles/tokens.css'
import './styles/base.css'

// What one person read is not another's.
let shownTo = readStored()?.person.personId
onSessionChange(() => {
  const now = readStored()?.person.personId
  if (now !== shownTo) forgetAll()
  shownTo = now
})

reloadForNewVersion()
const { language, strings } = await loadLanguage()
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <LanguageProvider language={language} strings={strings}>
      <RouterProvider router={createPages()} />
    </LanguageProvider>
  </StrictMode>,
)
