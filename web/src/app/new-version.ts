// A page that was opened before a new version was put up asks for files that are gone: it is loaded again, once.

const place = 'matinee.reloaded-at'
const once = 60_000

/** Vite tells of a page's file that could not be loaded. */
export const reloadForNewVersion = (): void =>
  addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(place) ?? 0)
    if (Date.now() - last < once) return
    sessionStorage.setItem(place, String(Date.now()))
    event.preventDefault()
    location.reload()
  })
