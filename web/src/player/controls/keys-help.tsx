// The keys of the player, for whoever asks.
import { useStrings } from '../../strings/context.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import styles from '../player.module.css'

export const KeysHelp = ({ onClose }: Readonly<{ onClose: () => void }>) => {
  const { player } = useStrings()
  return (
    <Dialog title={player.keys} onClose={onClose}>
      <dl className={styles.keys}>
        {player.keyList.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
