// To whom the viewer's invoices are written: nobody must say so.
import { type FormEvent, useState } from 'react'
import { account, type InvoiceAddress, removeInvoiceAddress, setInvoiceAddress } from '../api/account.ts'
import { invalidate } from '../data/resource.ts'
import { useCommand } from '../data/use-command.ts'
import { useResource } from '../data/use-resource.ts'
import { useStrings } from '../strings/context.tsx'
import { Button } from '../ui/button.tsx'
import { LongTextField, TextField } from '../ui/field.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { Loading } from '../ui/page.tsx'
import styles from './library.module.css'

const vatId = /^[A-Z]{2}[0-9A-Za-z+*]{2,13}$/

export const InvoiceAddressForm = () => {
  const { data, error, again } = useResource('account', account)
  if (!data) return error ? <ProblemNotice error={error} again={again} /> : <Loading />
  return <Fields known={data.invoiceAddress} />
}

const Fields = ({ known }: Readonly<{ known: InvoiceAddress | null }>) => {
  const { invoice: words } = useStrings()
  const [wrong, setWrong] = useState<Readonly<Partial<Record<keyof InvoiceAddress, string>>>>({})
  const saving = useCommand(async (key, said: InvoiceAddress | null) => {
    await (said ? setInvoiceAddress(key, said) : removeInvoiceAddress(key))
    invalidate('account')
    return said ? words.addressSaved : words.addressRemoved
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const said = { name: text('name'), address: text('address'), vatId: text('vatId').replaceAll(/\s/g, '') || null }
    const found = {
      ...(!said.name && { name: words.nameNeeded }),
      ...(!said.address && { address: words.addressNeeded }),
      ...(said.vatId && !vatId.test(said.vatId) && { vatId: words.vatIdWrong }),
    }
    setWrong(found)
    if (!Object.keys(found).length) void saving.run(said)
  }
  return (
    <form className={styles.address} onSubmit={submit} onChange={saving.clear} noValidate>
      <p>{words.addressText}</p>
      <TextField
        label={words.billedName}
        name="name"
        autoComplete="billing organization"
        defaultValue={known?.name ?? ''}
        maxLength={200}
        error={wrong.name}
      />
      <LongTextField
        label={words.address}
        name="address"
        autoComplete="billing street-address"
        rows={3}
        defaultValue={known?.address ?? ''}
        maxLength={500}
        error={wrong.address}
      />
      <TextField
        label={words.vatId}
        hint={words.vatIdHint}
        name="vatId"
        defaultValue={known?.vatId ?? ''}
        maxLength={20}
        error={wrong.vatId}
      />
      <ProblemNotice error={saving.error} />
      {saving.done && <Notice tone="good">{saving.done}</Notice>}
      <div className={styles.do}>
        <Button type="submit" busy={saving.busy}>
          {words.saveAddress}
        </Button>
        {known && (
          <Button look="quiet" busy={saving.busy} onClick={() => void saving.run(null)}>
            {words.removeAddress}
          </Button>
        )}
      </div>
    </form>
  )
}
