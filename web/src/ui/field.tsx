// A labelled input with its hint and what is wrong with it.
import { type ComponentProps, type ReactNode, useId } from 'react'
import styles from './field.module.css'
import { Icon } from './icon.tsx'

type Said = Readonly<{ label: string; hint?: string | undefined; error?: string | undefined }>
type Wiring = Readonly<{ id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }>

const Field = ({ label, hint, error, children }: Said & Readonly<{ children: (wiring: Wiring) => ReactNode }>) => {
  const id = useId()
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, 'aria-describedby': describedBy || undefined, 'aria-invalid': error ? true : undefined })}
      {error && (
        <p className={styles.error} id={`${id}-error`}>
          <Icon name="warning" />
          {error}
        </p>
      )}
    </div>
  )
}

export const TextField = ({ label, hint, error, ...input }: Said & ComponentProps<'input'>) => (
  <Field label={label} hint={hint} error={error}>
    {(wiring) => <input {...input} {...wiring} />}
  </Field>
)

export const LongTextField = ({ label, hint, error, ...input }: Said & ComponentProps<'textarea'>) => (
  <Field label={label} hint={hint} error={error}>
    {(wiring) => <textarea {...input} {...wiring} />}
  </Field>
)

export const ChoiceField = ({ label, hint, error, children, ...input }: Said & ComponentProps<'select'>) => (
  <Field label={label} hint={hint} error={error}>
    {(wiring) => (
      <select {...input} {...wiring}>
        {children}
      </select>
    )}
  </Field>
)
