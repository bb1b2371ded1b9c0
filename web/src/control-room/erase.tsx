// Forgetting a person for good, with the reason that is written down.
import { erase, type OperatorSeller } from '../api/operator-money.ts'
import { invalidate } from '../data/resource.ts'
import { useStrings } from '../strings/context.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { ReasonDialog } from './reason-dialog.tsx'

type Props = Readonly<{ seller: OperatorSeller; onClose: () => void }>

export const Erase = ({ seller, onClose }: Props) => {
  const { controlMoney: words } = useStrings()
  const announce = useAnnounce()
  const run = async (key: string, reason: string) => {
    await erase(key, seller.sellerId, reason)
    announce(words.erasedNow)
    invalidate('operator sellers')
    onClose()
  }
  const title = words.eraseOf(seller.legalName ?? '')
  return (
    <ReasonDialog {...{ title, run, onClose }} text={words.eraseText} hint={words.eraseHint} yes={words.eraseYes} />
  )
}
