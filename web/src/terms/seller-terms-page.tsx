// The terms for sellers, for whoever wants to read them before they apply.
import { termsVersion } from '../api/terms.ts'
import { useStrings } from '../strings/context.tsx'
import { Page, Section } from '../ui/page.tsx'

export const SellerTermsPage = () => {
  const { sellerTerms } = useStrings()
  return (
    <Page title={sellerTerms.title} narrow>
      <p>{sellerTerms.version(termsVersion)}</p>
      {sellerTerms.sections.map(({ title, text }) => (
        <Section key={title} title={title}>
          {text.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </Section>
      ))}
    </Page>
  )
}
