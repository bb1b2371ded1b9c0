// What plays elsewhere, each to be ended from here so that there is room.
import { closePlayback } from '../../api/playback.ts'
import type { PlayingElsewhere } from '../../api/problem.ts'
import { useCommand } from '../../data/use-command.ts'
import { useStrings } from '../../strings/context.tsx'
import { Button } from '../../ui/button.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'

type Props = Readonly<{ playing: readonly PlayingElsewhere[]; onFree: () => void }>

export const Elsewhere = ({ playing, onFree }: Props) => {
  const { player } = useStrings()
  const ending = useCommand(async (_, playbackId: string) => {
    await closePlayback(playbackId)
    onFree()
  })
  return (
    <>
      {playing.map(({ playbackId, title, device }) => (
        <Button key={playbackId} look="primary" busy={ending.busy} onClick={() => void ending.run(playbackId)}>
          {player.endThere(title, player.devices[device ?? 'unknown'])}
        </Button>
      ))}
      <ProblemNotice error={ending.error} />
    </>
  )
}
