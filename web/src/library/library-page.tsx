// What a viewer rented and bought, with the clocks that run, and the receipts.
import { library, orders } from '../api/commerce.ts'
import { usePages } from '../data/use-pages.ts'
import { MySubscription } from '../plans/my-subscription.tsx'
import { useStrings } from '../strings/context.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Empty, Loading, Page, Section } from '../ui/page.tsx'
import { Cards } from './cards.tsx'
import { Country } from './country.tsx'
import { InvoiceAddressForm } from './invoice-address.tsx'
import { Invoices } from './invoices.tsx'
import styles from './library.module.css'
import { LibraryCard } from './library-card.tsx'
import { Receipts } from './receipts.tsx'

export const LibraryPage = () => {
  const { library: words, invoice, plans, shell } = useStrings()
  const films = usePages('library pages', library)
  const receipts = usePages('orders', orders)
  return (
    <Page title={words.title}>
      <ProblemNotice error={films.error} again={films.again} />
      {!films.items && !films.error && <Loading />}
      {films.items?.length === 0 && (
        <Empty>
          {words.empty} <LinkButton to="/">{shell.toStore}</LinkButton>
        </Empty>
      )}
      {films.items && films.items.length > 0 && (
        <Section title={words.films}>
          <ul className={styles.list}>
            {films.items.map((item) => (
              <li key={item.orderId}>
                <LibraryCard item={item} />
              </li>
            ))}
          </ul>
          {films.more && <Button onClick={films.more}>{shell.more}</Button>}
        </Section>
      )}
      <Section title={plans.mine}>
        <MySubscription />
      </Section>
      <Section title={words.receipts}>
        <ProblemNotice error={receipts.error} again={receipts.again} />
        {receipts.items?.length === 0 && <Empty>{words.noReceipts}</Empty>}
        {receipts.items && receipts.items.length > 0 && <Receipts orders={receipts.items} />}
        {receipts.more && <Button onClick={receipts.more}>{shell.more}</Button>}
      </Section>
      <Section title={invoice.title}>
        <Invoices />
      </Section>
      <Section title={words.cards}>
        <Cards />
      </Section>
      <Section title={words.whereYouLive}>
        <Country />
      </Section>
      <Section title={invoice.invoiceAddress}>
        <InvoiceAddressForm />
      </Section>
    </Page>
  )
}
