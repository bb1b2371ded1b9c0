// Line icons, drawn on 24 × 24. Decoration only: the control around one carries the name.

const paths = {
  play: 'M7 4.5v15l12.5-7.5z',
  pause: 'M7 5v14M17 5v14',
  back: 'M4 5v5h5M4.6 10A8.5 8.5 0 1 1 4 14',
  forward: 'M20 5v5h-5M19.4 10A8.5 8.5 0 1 0 20 14',
  volume: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9a4.5 4.5 0 0 1 0 6M18.5 6a9 9 0 0 1 0 12',
  muted: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  expand: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  shrink: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  keys: 'M3 7h18v10H3zM7 10.5h.01M11 10.5h.01M15 10.5h.01M8 14h8',
  left: 'M14.5 5 8 12l6.5 7',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cross: 'm6 6 12 12M18 6 6 18',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2',
  upload: 'M12 16V5M7 9.5 12 4.5l5 5M5 19.5h14',
  ticket: 'M3.5 7h17v3.2a1.9 1.9 0 0 0 0 3.6V17h-17v-3.2a1.9 1.9 0 0 0 0-3.6zM14.5 7.5v9',
  warning: 'M12 4 2.5 20h19zM12 10v4.5M12 17.2v.1',
  external: 'M14 4.5h5.5V10M19.5 4.5 11 13M17 14v5.5H4.5V7H10',
} as const

export type IconName = keyof typeof paths

export const Icon = ({ name, size = '1.25em' }: Readonly<{ name: IconName; size?: string }>) => (
  <svg
    aria-hidden="true"
    focusable="false"
    viewBox="0 0 24 24"
    width={size}
    height={size}
    fill={name === 'play' ? 'currentColor' : 'none'}
    stroke="currentColor"
    strokeWidth={name === 'pause' ? 4 : 1.9}
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d={paths[name]} />
  </svg>
)
