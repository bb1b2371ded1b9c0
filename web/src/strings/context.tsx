// Hands the words and the formats of the chosen language to every component.
import { createContext, type ReactNode, useContext } from 'react'
import { type Formats, formatsOf } from './formats.ts'
import type { Strings } from './languages.ts'

type Language = Readonly<{ strings: Strings; formats: Formats }>

const LanguageContext = createContext<Language | undefined>(undefined)

type Props = Readonly<{ language: string; strings: Strings; children: ReactNode }>

export const LanguageProvider = ({ language, strings, children }: Props) => (
  <LanguageContext value={{ strings, formats: formatsOf(language) }}>{children}</LanguageContext>
)

const useLanguage = (): Language => {
  const language = useContext(LanguageContext)
  if (!language) throw new Error('no LanguageProvider above this component')
  return language
}

export const useStrings = (): Strings => useLanguage().strings
export const useFormats = (): Formats => useLanguage().formats
