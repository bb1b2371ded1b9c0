// The operator's page: is the log read, do films play, what failed, and which films are shown.
import { Coupons } from '../coupons/coupons.tsx'
import { useStrings } from '../strings/context.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Tag } from '../ui/tag.tsx'
import { Accounts } from './accounts.tsx'
import styles from './control.module.css'
import { Errors } from './errors.tsx'
import { Films } from './films.tsx'
import { Incidents } from './incidents.tsx'
import { Minutes } from './minutes.tsx'
import { Projections } from './projections.tsx'
import { Reconciliations } from './reconciliations.tsx'
import { Sellers } from './sellers.tsx'
import { Unmatched } from './unmatched.tsx'
import { useControlRoom } from './use-control-room.ts'

export const ControlPage = () => {
  const { controlRoom, controlMoney, coupon } = useStrings()
  const room = useControlRoom()
  const link = { live: controlRoom.live, connecting: controlRoom.connecting, broken: controlRoom.broken }[room.link]
  return (
    <Page title={controlRoom.title}>
      <p role="status">
        <Tag tone={room.link === 'live' ? 'good' : 'warm'}>{link}</Tag>
      </p>
      <div className={styles.room}>
        <Section title={controlRoom.incidents}>
          <Incidents />
        </Section>
        <Section title={controlRoom.projections}>
          <Projections />
        </Section>
      </div>
      <Section title={controlRoom.quality}>
        <Minutes read={room.minutes} />
      </Section>
      <Section title={controlRoom.films}>
        <Films />
      </Section>
      <Section title={controlMoney.sellers}>
        <Sellers />
      </Section>
      <Section title={coupon.title}>
        <Coupons />
      </Section>
      <Section title={controlMoney.accounts}>
        <Accounts />
      </Section>
      <Section title={controlMoney.reconciliation}>
        <Reconciliations />
      </Section>
      <Section title={controlMoney.unmatched}>
        <Unmatched />
      </Section>
      <Section title={controlRoom.errors}>
        <Errors />
      </Section>
    </Page>
  )
}
