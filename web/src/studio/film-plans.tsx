// In which plans a film may be watched: the seller's word.
import type { FormEvent } from 'react'
import { plansOfFilm, plans as readPlans, setPlansOfFilm } from '../api/plans.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { usePages } from '../data/use-pages.ts'
import { useResource } from '../data/use-resource.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import styles from './studio.module.css'

export const FilmPlans = ({ filmId }: Readonly<{ filmId: string }>) => {
  const { studio, plans: words } = useStrings()
  const formats = useFormats()
  const offered = usePages('plans', readPlans)
  const put = useResource(`film ${filmId} plans`, (signal) => plansOfFilm(filmId, signal))
  const saving = useCommand(async (key, planIds: readonly string[]) => {
    await setPlansOfFilm(key, filmId, planIds)
    invalidate(`film ${filmId} plans`)
    return true
  })
  const error = offered.error ?? put.error
  if (!offered.items || !put.data) return error ? <ProblemNotice error={error} again={put.again} /> : <Loading />
  if (!offered.items.length) return <Empty>{studio.noPlans}</Empty>
  const { putInto } = put.data
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void saving.run(new FormData(event.currentTarget).getAll('plan').map(String))
  }
  return (
    <form className={styles.form} onSubmit={submit} onChange={saving.clear} key={putInto.join()}>
      <p>{studio.plansHint}</p>
      {offered.items.map(({ planId, name, period, prices: [price] }) => (
        <label key={planId}>
          <input type="checkbox" name="plan" value={planId} defaultChecked={putInto.includes(planId)} /> {name}
          {price && `, ${words.per[period](formats.money(price.amount, price.currency))}`}
        </label>
      ))}
      <ProblemNotice error={saving.error} />
      {saving.done && <Notice tone="good">{studio.plansSaved}</Notice>}
      <Button type="submit" busy={saving.busy}>
        {studio.savePlans}
      </Button>
    </form>
  )
}
