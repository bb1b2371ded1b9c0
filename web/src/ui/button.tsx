// Buttons, and links that look like one.
import type { ComponentProps } from 'react'
import { Link } from 'react-router'
import styles from './button.module.css'
import { classes } from './classes.ts'

type Look = Readonly<{
  look?: 'primary' | 'plain' | 'danger' | 'quiet' | undefined
  wide?: boolean | undefined
  small?: boolean | undefined
}>

const classOf = ({ look = 'plain', wide, small }: Look, more?: string): string =>
  classes(styles.button, styles[look], wide && styles.wide, small && styles.small, more)

type ButtonProps = ComponentProps<'button'> & Look & Readonly<{ busy?: boolean }>

/** While `busy` it stays focusable and says so, but does nothing. */
export const Button = ({
  look,
  wide,
  small,
  busy = false,
  className,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) => (
  <button
    {...rest}
    type={busy ? 'button' : type}
    className={classOf({ look, wide, small }, className)}
    aria-busy={busy || undefined}
    aria-disabled={busy || undefined}
    onClick={busy ? undefined : onClick}
  />
)

export const LinkButton = ({ look, wide, small, className, ...rest }: ComponentProps<typeof Link> & Look) => (
  <Link {...rest} className={classOf({ look, wide, small }, className)} />
)
