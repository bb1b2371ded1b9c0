// A round button with an icon and a spoken name.
import type { ComponentProps } from 'react'
import { classes } from '../../ui/classes.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import styles from '../player.module.css'

type Props = Readonly<{ icon: IconName; name: string }> & ComponentProps<'button'>

export const IconButton = ({ icon, name, className, ...rest }: Props) => (
  <button {...rest} type="button" className={classes(styles.icon, className)} aria-label={name} title={name}>
    <Icon name={icon} size="1.5rem" />
  </button>
)
