// The film's video: upload, then see it being prepared.
import { useState } from 'react'
import type { FilmDetail } from '../api/films.ts'
import { invalidate } from '../data/resource.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Preparing } from './preparing.tsx'
import styles from './studio.module.css'
import { Upload } from './upload.tsx'

export const Video = ({ film }: Readonly<{ film: FilmDetail }>) => {
  const { studio } = useStrings()
  const [replacing, setReplacing] = useState(false)
  const { filmId, media } = film
  const underWay = media.state === 'uploaded' || media.state === 'processing'
  const failed = media.state === 'failed'
  const uploaded = () => {
    setReplacing(false)
    invalidate(`film ${filmId}`, 'seller films')
  }
  if (underWay && !replacing) return <Preparing filmId={filmId} />
  return (
    <div className={styles.form}>
      {failed && (
        <Notice tone="bad">
          <p>
            <strong>{studio.mediaFailed}</strong> {(media.reason && studio.mediaReasons[media.reason]) ?? media.detail}
          </p>
        </Notice>
      )}
      {media.state === 'ready' && <Notice tone="good">{studio.mediaReady}</Notice>}
      {media.state === 'ready' && !replacing ? (
        <Button onClick={() => setReplacing(true)}>{studio.replace}</Button>
      ) : (
        <Upload filmId={filmId} onUploaded={uploaded} />
      )}
    </div>
  )
}
