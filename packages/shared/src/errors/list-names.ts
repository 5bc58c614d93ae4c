import type { Locale } from './sentence.ts'

/** Enough to see of whom a sentence speaks: the names come from files and requests, and a status is kept small. */
const MAX_NAMES = 10
const MAX_CHARACTERS = 60

const shorten = (name: string) =>
  name.length > MAX_CHARACTERS ? `${name.slice(0, MAX_CHARACTERS).toWellFormed()}…` : name

/** Names in a row for a sentence, cut where they are many or long. */
export const listNames = (names: readonly string[], locale: Locale): string =>
  [...names.slice(0, MAX_NAMES).map(shorten), ...(names.length > MAX_NAMES ? ['…'] : [])].join(
    locale === 'zh' ? '、' : ', ',
  )
