// The languages there are, and which one this person reads.
import { en } from './en/index.ts'

/** Every language has the same words to say; the compiler names what is missing. */
export type Strings = typeof en

const languages: Readonly<Record<string, () => Promise<Strings>>> = { en: async () => en }

const remembered = 'matinee.language'

/** The first language that is both wished (remembered, then the browser's) and there. */
export const chooseLanguage = (wished: readonly string[], there: readonly string[]): string =>
  wished.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find((tag) => there.includes(tag)) ?? 'en'

/** Words of the chosen language; also tells the page's readers which it is. */
export const loadLanguage = async (): Promise<Readonly<{ language: string; strings: Strings }>> => {
  const wished = [localStorage.getItem(remembered), ...navigator.languages].filter((tag) => tag !== null)
  const language = chooseLanguage(wished, Object.keys(languages))
  document.documentElement.lang = language
  return { language, strings: await (languages[language] ?? (async () => en))() }
}
