// How the web application is built and served while it is worked on.
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * What a built page may load. No inline script: the refresh token lies in localStorage, so nothing foreign may run.
 * Vite's development server writes inline scripts, so the rule stands in the built page only.
 */
const contentPolicy = (): Plugin => ({
  name: 'matinee-content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      injectTo: 'head-prepend',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content: [
          "default-src 'self'",
          "img-src 'self' data:",
          "media-src 'self' blob:",
          "style-src 'self'",
          "object-src 'none'",
          "base-uri 'self'",
          "form-action 'self'",
        ].join('; '),
      },
    },
  ],
})

const matinee = process.env.MATINEE_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), contentPolicy()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // The two players are far above the usual limit, but each is loaded only when a film plays.
    chunkSizeWarningLimit: 700,
    // Pages share small parts: as a file each they would be thirty requests before the first picture.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|react-router|scheduler)[\\/]/ },
            { name: 'house', test: /web[\\/]src[\\/](api|app|data|strings|styles|ui)[\\/]/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/v1': matinee, '/play': matinee, '/images': matinee } },
})
