// A video being prepared, as it happens.
import { useState } from 'react'
import { invalidate } from '../data/resource.ts'
import { useLive } from '../data/use-live.ts'
import { useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { Meter } from '../ui/meter.tsx'

type Progress = Readonly<{ stage: string; percent: number }>

export const Preparing = ({ filmId }: Readonly<{ filmId: string }>) => {
  const { studio } = useStrings()
  const announce = useAnnounce()
  const [progress, setProgress] = useState<Progress>({ stage: 'waiting', percent: 0 })
  useLive(`/v1/films/${filmId}/progress`, (event, data) => {
    if (event === 'progress') {
      const { stage, percent } = data as Progress
      if (stage !== progress.stage) announce(studio.stages[stage] ?? stage)
      setProgress({ stage, percent })
    }
    if (event === 'ready' || event === 'failed') {
      announce(event === 'ready' ? studio.mediaReady : studio.mediaFailed)
      invalidate(`film ${filmId}`, 'seller films')
    }
  })
  const { stage, percent } = progress
  return <Meter label={studio.prepared(studio.stages[stage] ?? stage, Math.round(percent))} percent={percent} />
}
