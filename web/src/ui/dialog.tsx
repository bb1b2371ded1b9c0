// A modal dialog on the browser's own: it keeps the focus inside, closes on Escape and gives the focus back.
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useStrings } from '../strings/context.tsx'
import styles from './dialog.module.css'
import { Icon } from './icon.tsx'

type Props = Readonly<{ title: string; onClose: () => void; children: ReactNode }>

/** Open for as long as it is rendered. */
export const Dialog = ({ title, onClose, children }: Props) => {
  const { shell } = useStrings()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className={styles.head}>
        <h2 id={id} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className={styles.close} aria-label={shell.close} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      <div className={styles.body}>{children}</div>
    </dialog>
  )
}
