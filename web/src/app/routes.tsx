// Every page and its address. Pages are loaded when they are opened; the players' libraries when a film plays.
// Not to be used here, since the server answers them: /v1 /play /images /docs /problems /openapi.json /livez /readyz
// /metrics /.well-known.
import { createBrowserRouter, type RouteObject } from 'react-router'
import { Loading } from '../ui/page.tsx'
import { BrokenPage, NotFoundPage } from './error-pages.tsx'
import { RoleGate } from './role-gate.tsx'
import { Bare, Shell } from './shell.tsx'

const store: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import('../store/store-page.tsx')).StorePage }) },
  { path: 'films/:filmId', lazy: async () => ({ Component: (await import('../film/film-page.tsx')).FilmPage }) },
  { path: 'plans', lazy: async () => ({ Component: (await import('../plans/plans-page.tsx')).PlansPage }) },
  { path: 'log-in', lazy: async () => ({ Component: (await import('../people/log-in-page.tsx')).LogInPage }) },
  { path: 'join', lazy: async () => ({ Component: (await import('../people/join-page.tsx')).JoinPage }) },
  {
    path: 'terms/sellers',
    lazy: async () => ({ Component: (await import('../terms/seller-terms-page.tsx')).SellerTermsPage }),
  },
]

const viewer: RouteObject[] = [
  { path: 'library', lazy: async () => ({ Component: (await import('../library/library-page.tsx')).LibraryPage }) },
  {
    path: 'invoices/:invoiceNumber',
    lazy: async () => ({ Component: (await import('../library/invoice-page.tsx')).InvoicePage }),
  },
  {
    path: 'orders/:orderId',
    lazy: async () => ({ Component: (await import('../library/receipt-page.tsx')).ReceiptPage }),
  },
]

const seller: RouteObject[] = [
  { path: 'studio', lazy: async () => ({ Component: (await import('../studio/studio-page.tsx')).StudioPage }) },
  {
    path: 'studio/account',
    lazy: async () => ({ Component: (await import('../studio/account-page.tsx')).AccountPage }),
  },
  { path: 'studio/:filmId', lazy: async () => ({ Component: (await import('../studio/desk-page.tsx')).DeskPage }) },
]

const operator: RouteObject[] = [
  {
    path: 'control',
    lazy: async () => ({ Component: (await import('../control-room/control-page.tsx')).ControlPage }),
  },
]

const player: RouteObject = {
  path: 'watch/:filmId',
  lazy: async () => ({ Component: (await import('../player/watch-page.tsx')).WatchPage }),
}

export const createPages = () =>
  createBrowserRouter([
    {
      Component: Shell,
      ErrorBoundary: BrokenPage,
      HydrateFallback: Loading,
      children: [
        {
          ErrorBoundary: BrokenPage,
          children: [
            ...store,
            { element: <RoleGate only="viewer" />, children: viewer },
            { element: <RoleGate only="seller" />, children: seller },
            { element: <RoleGate only="operator" />, children: operator },
            { path: '*', Component: NotFoundPage },
          ],
        },
      ],
    },
    {
      Component: Bare,
      ErrorBoundary: BrokenPage,
      HydrateFallback: Loading,
      children: [{ element: <RoleGate only="viewer" />, children: [player] }],
    },
  ])
