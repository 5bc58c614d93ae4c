import type { Locale } from '@vss/shared/errors/sentence.ts'
import en from '../words/en.json' with { type: 'json' }
import zh from '../words/zh.json' with { type: 'json' }

const SENTENCES: Record<Locale, Record<keyof typeof en.sentences, string>> = { en: en.sentences, zh: zh.sentences }

/** A sentence of the service's own, with its slots filled. */
export const say = (
  locale: Locale,
  key: keyof typeof en.sentences,
  values: Record<string, string | number> = {},
): string => SENTENCES[locale][key].replace(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot))
