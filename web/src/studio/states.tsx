// A film's state and its video's, in words.
import type { FilmStatus, Media } from '../api/films.ts'
import { useStrings } from '../strings/context.tsx'
import { Tag, type Tone } from '../ui/tag.tsx'

const statusTones: Readonly<Record<FilmStatus, Tone>> = { draft: 'plain', published: 'good', 'taken-down': 'bad' }
const mediaTones: Readonly<Record<Media['state'], Tone>> = {
  none: 'plain',
  uploaded: 'warm',
  processing: 'warm',
  ready: 'good',
  failed: 'bad',
}

export const StatusTag = ({ status }: Readonly<{ status: FilmStatus }>) => {
  const { studio } = useStrings()
  return <Tag tone={statusTones[status]}>{studio.statuses[status]}</Tag>
}

export const MediaState = ({ media }: Readonly<{ media: Media }>) => {
  const { studio } = useStrings()
  return <Tag tone={mediaTones[media.state]}>{studio.media[media.state]}</Tag>
}
