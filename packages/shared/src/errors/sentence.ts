import { en, type SentenceKey } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'
import { shortenText } from './shorten-text.ts'

export type Locale = 'en' | 'zh'

/** Every sentence in both languages. */
export type Catalogue<Key extends string> = Record<Locale, Record<Key, string>>

/** A sentence of the error catalogue as a value of another sentence; it is rendered in the language of that one. */
export type Said = { key: SentenceKey; params: Record<string, string | number> }
export type SentenceParams = Record<string, string | number | Said>

/** Values come from uploaded files: a key of a megabyte must not make a sentence of a megabyte. */
const MAX_VALUE_CHARACTERS = 1_001

/**
 * Replaces the `{slot}`s of a template. A slot without a value stays visible, so that a gap is noticed. Values are data:
 * braces inside them stay as they are.
 */
export const fillSlots = <Value>(
  template: string,
  values: Record<string, Value>,
  render: (value: Value) => string = String,
): string =>
  template.replace(/\{(\w+)\}/g, (slot, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? slot : render(value)
  })

/**
 * Renders the sentences of a catalogue. Each value is put on one line and cut to a thousand characters.
 */
export const makeSentences =
  <Key extends string>(catalogue: Catalogue<Key>) =>
  (locale: Locale, key: Key, params: SentenceParams = {}): string =>
    fillSlots(catalogue[locale][key], params, (value) => {
      const text = typeof value === 'object' ? sentence(locale, value.key, value.params) : String(value)
      return shortenText(text.replace(/\p{Cc}+/gu, ' '), MAX_VALUE_CHARACTERS).toWellFormed()
    })

/** The sentences of errors and notes, which every service shares. */
export const sentence = makeSentences<SentenceKey>({ en, zh })

/** Joins sentences with the spacing of the language; absent ones are left out. */
export const joinSentences = (locale: Locale, sentences: readonly (string | null)[]): string =>
  sentences.filter((each) => each !== null).join(locale === 'zh' ? '' : ' ')

/** `zh-CN`, `zh`, `zh-Hans;q=0.9` → zh; everything else → en; absent → the fallback. */
export const localeOf = (header: string | undefined, fallback: Locale): Locale => {
  const first = header?.split(',')[0]?.trim().toLowerCase()
  if (!first || first === '*') return fallback
  return first.startsWith('zh') ? 'zh' : 'en'
}

/** Enough to recognise the names. They come from files and requests, and a status must stay small. */
const MAX_NAMES = 10
const MAX_CHARACTERS = 61

/** A list of names for a sentence, shortened if they are many or long. */
export const listNames = (names: readonly string[], locale: Locale): string =>
  [
    ...names.slice(0, MAX_NAMES).map((name) => shortenText(name, MAX_CHARACTERS)),
    ...(names.length > MAX_NAMES ? ['…'] : []),
  ].join(locale === 'zh' ? '、' : ', ')
