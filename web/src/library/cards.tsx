// The cards that are kept for the next order, each to be removed.
import { keptCards, removeCard } from '../api/commerce.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import styles from './library.module.css'

export const Cards = () => {
  const { library: words, checkout } = useStrings()
  const { data, error, again } = useResource('cards', keptCards)
  const removing = useCommand(async (key, cardId: string) => {
    await removeCard(key, cardId)
    invalidate('cards')
  })
  if (!data) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  if (data.items.length === 0) return <Empty>{words.noCards}</Empty>
  return (
    <>
      <ul className={styles.kept}>
        {data.items.map(({ cardId, brand, lastFour, expires }) => {
          const name = checkout.keptCard(brand, lastFour)
          return (
            <li key={cardId}>
              <span>
                {name} · {checkout.keptUntil(expires)}
              </span>
              <Button
                aria-label={words.removeCardNamed(name)}
                busy={removing.busy}
                onClick={() => void removing.run(cardId)}
              >
                {words.removeCard}
              </Button>
            </li>
          )
        })}
      </ul>
      <ProblemNotice error={removing.error} />
    </>
  )
}
