import { en, type SentenceKey } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

export type Locale = 'en' | 'zh'

const CATALOGUE: Record<Locale, Record<SentenceKey, string>> = { en, zh }

/** Values come from files people upload: a key of a megabyte must not become a sentence of a megabyte. */
const MAX_VALUE_CHARACTERS = 1_000

const shown = (value: string | number): string => {
  const text = String(value).replace(/\p{Cc}+/gu, ' ')
  const cut = text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}…` : text
  return cut.toWellFormed()
}

/**
 * Fills `{slot}`s of a catalogue sentence, each on one line, of whole characters and at most 1,000 of them; a slot without a value
 * stays visible, so that a gap is noticed.
 */
export const sentence = (locale: Locale, key: SentenceKey, params: Record<string, string | number> = {}): string =>
  CATALOGUE[locale][key].replace(/\{(\w+)\}/g, (slot, name: string) => shown(params[name] ?? slot))

/** `zh-CN`, `zh`, `zh-Hans;q=0.9` → zh; everything else → en; absent → the fallback. */
export const localeOf = (header: string | undefined, fallback: Locale): Locale => {
  const first = header?.split(',')[0]?.trim().toLowerCase()
  if (!first || first === '*') return fallback
  return first.startsWith('zh') ? 'zh' : 'en'
}
