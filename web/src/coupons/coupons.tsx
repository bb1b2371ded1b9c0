// The coupons that somebody made, and a form for another one.
import { type FormEvent, useState } from 'react'
import { type Coupon, coupons, makeCoupon, type NewCoupon, takeBackCoupon } from '../api/coupons.ts'
import { serverNow } from '../api/server-clock.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { usePages } from '../data/use-pages.ts'
import { useFormats, useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { ChoiceField, TextField } from '../ui/field.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import styles from './coupons.module.css'
import { type CouponDraft, readCoupon } from './draft.ts'

const units = ['%', 'EUR', 'USD', 'GBP', 'CHF', 'JPY', 'KWD'] as const
const empty: CouponDraft = { code: '', takes: '20', unit: '%', most: '100', until: '' }

const NewOne = () => {
  const { coupon: words } = useStrings()
  const [draft, setDraft] = useState(empty)
  const [asked, setAsked] = useState(false)
  const making = useCommand(async (key, coupon: NewCoupon) => {
    await makeCoupon(key, coupon)
    invalidate('coupons')
    setDraft(empty)
    setAsked(false)
    return coupon.code
  })
  const { faults, coupon } = readCoupon(draft, serverNow())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (coupon) void making.run(coupon)
  }
  const wired = (field: keyof CouponDraft) => ({
    value: draft[field],
    onChange: ({ target }: Readonly<{ target: Readonly<{ value: string }> }>) => {
      making.clear()
      setDraft({ ...draft, [field]: target.value })
    },
    error: asked && faults[field] ? words.faults[faults[field]] : undefined,
  })
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.fields}>
        <TextField label={words.code} autoComplete="off" maxLength={32} {...wired('code')} />
        <TextField label={words.takes} inputMode="decimal" maxLength={12} {...wired('takes')} />
        <ChoiceField label={words.unit} {...wired('unit')}>
          {units.map((unit) => (
            <option key={unit}>{unit}</option>
          ))}
        </ChoiceField>
        <TextField label={words.most} inputMode="numeric" maxLength={4} {...wired('most')} />
        <TextField label={words.until} type="date" {...wired('until')} />
      </div>
      <ProblemNotice error={making.error} />
      {making.done && <Notice tone="good">{words.made(making.done)}</Notice>}
      <Button type="submit" busy={making.busy}>
        {words.make}
      </Button>
    </form>
  )
}

const TakeBack = ({ code }: Pick<Coupon, 'code'>) => {
  const { coupon: words } = useStrings()
  const taking = useCommand(async (key) => {
    await takeBackCoupon(key, code)
    invalidate('coupons')
    return true
  })
  return (
    <Button look="quiet" busy={taking.busy} onClick={() => void taking.run()} aria-label={words.takeBackOf(code)}>
      {words.takeBack}
    </Button>
  )
}

export const Coupons = () => {
  const { coupon: words, shell } = useStrings()
  const formats = useFormats()
  const { items, error, again, more } = usePages('coupons', coupons, 10_000)
  const stateOf = (one: Coupon) =>
    one.withdrawn ? words.over : Date.parse(one.closesAt) < serverNow() ? words.over : <TakeBack code={one.code} />
  return (
    <div className={styles.form}>
      {!items && (error ? <ProblemNotice error={error} again={again} /> : <Loading />)}
      {items?.length === 0 && <Empty>{words.none}</Empty>}
      {items && items.length > 0 && (
        <Table
          caption={words.title}
          columns={[
            { name: words.code },
            { name: words.takes, number: true },
            { name: words.used, number: true },
            { name: words.until },
            { name: words.state },
          ]}
          rows={items.map((one) => ({
            key: one.couponId,
            cells: [
              one.code,
              one.percent === null
                ? formats.money(one.amount ?? 0, one.currency ?? 'EUR')
                : formats.percent(one.percent / 100),
              words.usedOf(formats.number(one.used + one.held), formats.number(one.most)),
              formats.dateTime(one.closesAt),
              stateOf(one),
            ],
          }))}
        />
      )}
      {more && <Button onClick={more}>{shell.more}</Button>}
      <NewOne />
    </div>
  )
}
