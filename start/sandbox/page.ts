// The bank's page where the payer approves or declines: plain HTML, no script, usable by keyboard and on a phone.
import type { Account } from './accounts.ts'
import type { Payment } from './payment.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Minor units as people write them; a currency that Intl does not know keeps its code and two decimals. */
export const moneyText = (amount: number, currency: string): string => {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(amount / 10 ** digits)
}

const frame = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { min-height: 100vh; margin: 0; display: grid; place-items: center; background: Canvas }
  main { box-sizing: border-box; width: min(24rem, 92vw); padding: 2rem; border: 1px solid GrayText; border-radius: .75rem }
  h1 { margin: 0 0 .5rem; font-size: 1.25rem }
  strong { display: block; margin: 1rem 0; font-size: 2rem }
  form { display: flex; gap: .75rem }
  button { flex: 1; padding: .75rem; font: inherit; border: 2px solid #1f6feb; border-radius: .5rem; cursor: pointer }
  button:first-of-type { background: #1f6feb; color: white }
  small { color: GrayText }
</style>
<main>${content}</main>
</html>
`

/** Asks when there is something to decide, tells what was decided otherwise. */
export const authenticationPage = ({ id, amount, currency, status, returnUrl }: Payment): string => {
  const sum = escaped(moneyText(amount, currency))
  if (status !== 'requires_action') return frame('Sandbox bank', decided(status, sum, returnUrl))
  return frame(
    'Approve the payment',
    `<h1>Sandbox bank</h1>
  <p>Matinee asks for</p>
  <strong>${sum}</strong>
  <form method="post">
    <button name="decision" value="approve" autofocus>Approve</button>
    <button name="decision" value="decline">Decline</button>
  </form>
  <p><small>No real money moves. Payment ${escaped(id)}</small></p>`,
  )
}

const decided = (status: Payment['status'], sum: string, returnUrl: string | null): string => {
  const back =
    returnUrl === null ? 'You may close this window.' : `<a href="${escaped(returnUrl)}">Back to the shop</a>`
  return `<h1>${status === 'succeeded' ? `Approved: ${sum}` : 'There is nothing to approve'}</h1><p>${back}</p>`
}

/** What a provider asks a seller for is not asked here: one button. */
export const onboardingPage = ({ id, country }: Account): string =>
  frame(
    'Become payable',
    `<h1>Sandbox bank</h1>
  <p>Matinee wants to pay you in ${escaped(country)}.</p>
  <form method="post"><button name="finish" autofocus>Finish</button></form>
  <p><small>A real provider asks for papers here. Account ${escaped(id)}</small></p>`,
  )
