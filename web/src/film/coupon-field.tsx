// A code with which an order costs less: typed, looked up, shown with what it takes off.
import { type KeyboardEvent, useState } from 'react'
import { type CouponQuote, couponQuote } from '../api/coupons.ts'
import { useCommand } from '../data/use-command.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import styles from './checkout.module.css'

type Props = Readonly<{
  filmId: string
  offerId: string
  quote: CouponQuote | undefined
  onQuote: (quote: CouponQuote | undefined) => void
}>

export const CouponField = ({ filmId, offerId, quote, onQuote }: Props) => {
  const { checkout } = useStrings()
  const formats = useFormats()
  const [code, setCode] = useState<string | undefined>()
  const looking = useCommand(async (_, typed: string) => {
    const found = await couponQuote(typed, filmId, offerId)
    onQuote(found)
    return found
  })
  if (quote)
    return (
      <p className={styles.coupon}>
        <span>{checkout.couponTakes(quote.code, formats.money(quote.discount, quote.currency))}</span>
        <Button look="quiet" onClick={() => onQuote(undefined)}>
          {checkout.withoutCoupon}
        </Button>
      </p>
    )
  if (code === undefined)
    return (
      <Button look="quiet" onClick={() => setCode('')}>
        {checkout.haveCoupon}
      </Button>
    )
  const look = () => {
    if (code.trim()) void looking.run(code.trim())
  }
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    // It is looked up; the order around it is not sent.
    event.preventDefault()
    look()
  }
  return (
    <div className={styles.coupon}>
      <TextField
        label={checkout.coupon}
        value={code}
        onChange={({ target }) => setCode(target.value)}
        onKeyDown={onEnter}
        autoComplete="off"
        maxLength={32}
      />
      <Button onClick={look} busy={looking.busy}>
        {checkout.useCoupon}
      </Button>
      <ProblemNotice error={looking.error} />
    </div>
  )
}
