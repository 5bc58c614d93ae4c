import { en, type SentenceKey } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

export type Locale = 'en' | 'zh'

const CATALOGUE: Record<Locale, Record<SentenceKey, string>> = { en, zh }

/** Fills `{slot}`s of a catalogue sentence; a slot without a value stays visible, so that a gap is noticed. */
export const sentence = (locale: Locale, key: SentenceKey, params: Record<string, string | number> = {}): string =>
  CATALOGUE[locale][key].replace(/\{(\w+)\}/g, (slot, name: string) => String(params[name] ?? slot))

/** `zh-CN`, `zh`, `zh-Hans;q=0.9` → zh; everything else → en; absent → the fallback. */
export const localeOf = (header: string | undefined, fallback: Locale): Locale => {
  const first = header?.split(',')[0]?.trim().toLowerCase()
  if (!first || first === '*') return fallback
  return first.startsWith('zh') ? 'zh' : 'en'
}
