// A film's poster, made of its still: the picture, the title set large, on the colour of the picture.
import { type CSSProperties, useState } from 'react'
import { classes } from './classes.ts'
import styles from './poster.module.css'
import { tintOf, tintOfText } from './tint.ts'

type Props = Readonly<{ title: string; image: string | null | undefined; credit?: string; eager?: boolean }>

/** Decoration: whoever shows it says the title in words next to it or around it. */
export const Poster = ({ title, image, credit, eager = false }: Props) => {
  const [seen, setSeen] = useState<Readonly<{ tint: string; upright: boolean }>>()
  const [failed, setFailed] = useState(false)
  const style = { '--tint': seen?.tint ?? tintOfText(title) } as CSSProperties
  return (
    <div className={styles.frame} aria-hidden="true">
      <div className={classes(styles.poster, seen?.upright && styles.upright)} style={style}>
        {image && !failed && (
          <img
            className={styles.still}
            src={image}
            alt=""
            loading={eager ? 'eager' : 'lazy'}
            decoding="async"
            onLoad={({ currentTarget: loaded }) =>
              setSeen({ tint: tintOf(loaded), upright: loaded.naturalHeight > loaded.naturalWidth })
            }
            onError={() => setFailed(true)}
          />
        )}
        <div className={styles.words}>
          {credit && <span className={styles.credit}>{credit}</span>}
          <span className={styles.title}>{title}</span>
        </div>
      </div>
    </div>
  )
}
