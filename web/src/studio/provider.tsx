// The seller at the payment provider: the way to its page, and what came of it.
import { useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { askOnboarding, backFromProvider, type Profile } from '../api/seller-account.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import styles from './studio.module.css'

type Props = Readonly<{ profile: Profile }>

const isWeb = (url: string): boolean => /^https?:\/\//.test(url)

export const Provider = ({ profile }: Props) => {
  const { account: words } = useStrings()
  const { account, onboardingUrl } = profile
  const [query] = useSearchParams()
  /** The page that was there before another one was asked for: it is closed by then. */
  const [before, setBefore] = useState<Readonly<{ url: string | null }> | undefined>()
  const leaving = before !== undefined
  const asking = useCommand(async (key) => {
    await askOnboarding(key)
    setBefore({ url: onboardingUrl })
    invalidate('seller profile')
  })
  const returning = useCommand(async (key) => {
    await backFromProvider(key)
    invalidate('seller profile')
  })
  const isBack = query.get('back') === 'provider'
  const told = useRef(false)
  const tellBack = returning.run
  useEffect(() => {
    if (!isBack || told.current || account.status === 'none') return
    told.current = true
    void tellBack()
  }, [isBack, account.status, tellBack])
  useEffect(() => {
    if (before && onboardingUrl && onboardingUrl !== before.url && isWeb(onboardingUrl)) location.assign(onboardingUrl)
  }, [before, onboardingUrl])

  if (account.status === 'active') return <Notice tone="good">{words.payable}</Notice>
  return (
    <div className={styles.form}>
      <p>{account.status === 'restricted' ? words.restricted : words.notPayable}</p>
      <ProblemNotice error={asking.error ?? returning.error} />
      <Button
        look="primary"
        busy={asking.busy || leaving}
        disabled={account.status === 'none'}
        onClick={() => void asking.run()}
      >
        {words.toProvider}
      </Button>
    </div>
  )
}
