// The menu of renditions and formats.
import { useEffect, useRef } from 'react'
import { useStrings } from '../../strings/context.tsx'
import type { Protocol } from '../engines/engine.ts'
import styles from '../player.module.css'
import type { OpenState } from '../showing.ts'
import { IconButton } from './icon-button.tsx'

type Props = Readonly<{
  open: boolean
  onToggle: () => void
  state: OpenState
  protocol: Protocol
  height: number
  onChoose: (id: string) => void
  onProtocol: (protocol: Protocol) => void
}>

type ChoiceProps = Readonly<{ group: string; name: string; checked: boolean; onChoose: () => void }>

const Choice = ({ group, name, checked, onChoose }: ChoiceProps) => (
  <label className={styles.choice}>
    <input type="radio" name={group} checked={checked} onChange={onChoose} />
    {name}
  </label>
)

export const Settings = ({ open, onToggle, state, protocol, height, onChoose, onProtocol }: Props) => {
  const { player } = useStrings()
  const menu = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (open) menu.current?.querySelector<HTMLInputElement>('input:checked')?.focus()
  }, [open])
  const close = () => {
    onToggle()
    opener.current?.focus()
  }
  return (
    <span className={styles.settings}>
      <IconButton icon="settings" name={player.settings} ref={opener} aria-expanded={open} onClick={onToggle} />
      {open && (
        <div
          ref={menu}
          className={styles.menu}
          role="dialog"
          aria-label={player.settings}
          tabIndex={-1}
          onKeyDown={({ key }) => key === 'Escape' && close()}
        >
          <fieldset>
            <legend>{player.quality}</legend>
            <Choice
              group="quality"
              name={state.chosen === 'auto' && height ? player.autoNow(height) : player.auto}
              checked={state.chosen === 'auto'}
              onChoose={() => onChoose('auto')}
            />
            {state.renditions.map(({ id, height: lines }) => (
              <Choice
                key={id}
                group="quality"
                name={player.lines(lines)}
                checked={state.chosen === id}
                onChoose={() => onChoose(id)}
              />
            ))}
          </fieldset>
          <fieldset>
            <legend>{player.format}</legend>
            {(['hls', 'dash'] as const).map((one) => (
              <Choice
                key={one}
                group="format"
                name={player.formats[one]}
                checked={one === protocol}
                onChoose={() => onProtocol(one)}
              />
            ))}
          </fieldset>
        </div>
      )}
    </span>
  )
}
