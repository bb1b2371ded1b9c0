// Choosing or dropping a file, and its way to the server byte by byte.
import { type DragEvent, useEffect, useId, useRef, useState } from 'react'
import { isAbort } from '../api/problem.ts'
import { type Sent, uploadSource } from '../api/upload.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { Icon } from '../ui/icon.tsx'
import { Meter } from '../ui/meter.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import styles from './studio.module.css'

type Props = Readonly<{ filmId: string; onUploaded: () => void }>
type State = Readonly<{ sent?: Sent; error?: unknown; said?: string }>

/** Asks before the page is left while bytes are on their way. */
const useLeaveWarning = (busy: boolean) =>
  useEffect(() => {
    if (!busy) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [busy])

export const Upload = ({ filmId, onUploaded }: Props) => {
  const { studio } = useStrings()
  const formats = useFormats()
  const [state, setState] = useState<State>({})
  const [over, setOver] = useState(false)
  const stop = useRef<AbortController | undefined>(undefined)
  const last = useRef<File | undefined>(undefined)
  const id = useId()
  useLeaveWarning(state.sent !== undefined)
  useEffect(() => () => stop.current?.abort(), [])

  const send = async (file: File | undefined): Promise<void> => {
    if (!file) return
    last.current = file
    if (file.size === 0) return setState({ said: studio.emptyFile })
    stop.current = new AbortController()
    setState({ sent: { bytes: 0, total: file.size } })
    try {
      await uploadSource(filmId, file, (sent) => setState({ sent }), stop.current.signal)
      setState({})
      onUploaded()
    } catch (error) {
      setState(isAbort(error) ? { said: studio.stopped } : { error })
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void send(event.dataTransfer.files[0])
  }

  if (state.sent) {
    const { bytes, total } = state.sent
    const percent = Math.floor((bytes / total) * 100)
    return (
      <div className={styles.form}>
        <Meter
          label={studio.uploading(percent)}
          percent={percent}
          detail={studio.sentOf(formats.bytes(bytes), formats.bytes(total))}
        />
        <Button onClick={() => stop.current?.abort()}>{studio.stop}</Button>
      </div>
    )
  }
  return (
    <div className={styles.form}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the file input is the first */}
      <div
        className={classes(styles.drop, over && styles.over)}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name="upload" size="2rem" />
        <label htmlFor={id}>{studio.chooseFile}</label>
        <input
          id={id}
          type="file"
          accept="video/*,.mkv,.mov,.mp4,.webm"
          onChange={({ target }) => void send(target.files?.[0])}
        />
        <p>{studio.dropHint}</p>
      </div>
      {state.said && <Notice>{state.said}</Notice>}
      <ProblemNotice error={state.error} again={() => void send(last.current)} />
    </div>
  )
}
