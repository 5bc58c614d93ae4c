import { en, type SentenceKey } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

export type Locale = 'en' | 'zh'

const CATALOGUE: Record<Locale, Record<SentenceKey, string>> = { en, zh }

/** Values come from files people upload: a key of a megabyte must not become a sentence of a megabyte. */
const MAX_VALUE_CHARACTERS = 1_000

/** A sentence inside another one, worded with it in the reader's language. */
export type Said = { key: SentenceKey; params: Record<string, string | number> }
export type SentenceParams = Record<string, string | number | Said>

const shown = (locale: Locale, value: string | number | Said): string => {
  const text = (typeof value === 'object' ? sentence(locale, value.key, value.params) : String(value)).replace(
    /\p{Cc}+/gu,
    ' ',
  )
  const cut = text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}…` : text
  return cut.toWellFormed()
}

/**
 * Fills `{slot}`s of a catalogue sentence, each on one line, of whole characters and at most 1,000 of them; a slot without a value
 * stays visible, so that a gap is noticed.
 */
export const sentence = (locale: Locale, key: SentenceKey, params: SentenceParams = {}): string =>
  CATALOGUE[locale][key].replace(/\{(\w+)\}/g, (slot, name: string) => shown(locale, params[name] ?? slot))

/** `zh-CN`, `zh`, `zh-Hans;q=0.9` → zh; everything else → en; absent → the fallback. */
export const localeOf = (header: string | undefined, fallback: Locale): Locale => {
  const first = header?.split(',')[0]?.trim().toLowerCase()
  if (!first || first === '*') return fallback
  return first.startsWith('zh') ? 'zh' : 'en'
}
