import type { Locale } from './sentence.ts'
import { shortenText } from './shorten-text.ts'

/** Enough to see of whom a sentence speaks: the names come from files and requests, and a status is kept small. */
const MAX_NAMES = 10
const MAX_CHARACTERS = 61

/** Names in a row for a sentence, cut where they are many or long. */
export const listNames = (names: readonly string[], locale: Locale): string =>
  [
    ...names.slice(0, MAX_NAMES).map((name) => shortenText(name, MAX_CHARACTERS)),
    ...(names.length > MAX_NAMES ? ['…'] : []),
  ].join(locale === 'zh' ? '、' : ', ')
