import type { Locale } from '@vss/shared/errors/sentence.ts'
import en from './messages/en.json' with { type: 'json' }
import zh from './messages/zh.json' with { type: 'json' }

type MessageKey = keyof typeof en

const MESSAGES: Record<Locale, Record<MessageKey, string>> = { en, zh }

/** A sentence for the person who asked; `{slot}`s are filled from `params`. */
export const message = (locale: Locale, key: MessageKey, params: Record<string, string | number> = {}): string =>
  MESSAGES[locale][key].replace(/\{(\w+)\}/g, (slot, name: string) => String(params[name] ?? slot))

/** Sentences in a row, spaced as the language does it; absent ones are left out. */
export const joinSentences = (locale: Locale, sentences: (string | null)[]): string =>
  sentences.filter((sentence) => sentence !== null).join(locale === 'zh' ? '' : ' ')
