import enDirection from '../../prompts/en/direction.json' with { type: 'json' }
import enDirector from '../../prompts/en/director.json' with { type: 'json' }
import enMessages from '../../prompts/en/messages.json' with { type: 'json' }
import enSpeech from '../../prompts/en/speech.json' with { type: 'json' }
import zhDirection from '../../prompts/zh/direction.json' with { type: 'json' }
import zhDirector from '../../prompts/zh/director.json' with { type: 'json' }
import zhMessages from '../../prompts/zh/messages.json' with { type: 'json' }
import zhSpeech from '../../prompts/zh/speech.json' with { type: 'json' }

export const MESSAGES = { en: enMessages, zh: zhMessages }

/** Directions are written in Chinese for Chinese and in English for every other language. */
export const directionIn = (language: string) => (language === 'zh' ? zhDirection : enDirection)

/** What a model is asked that directs, in the language of the directions. */
export const directorIn = (language: string) => (language === 'zh' ? zhDirector : enDirector)

const compile = (rules: string[][]) =>
  rules.map(([pattern = '', replacement = '']) => ({ pattern: new RegExp(pattern, 'gu'), replacement }))

const REWRITES: Record<string, { pattern: RegExp; replacement: string }[]> = {
  en: compile(enSpeech.rewrites),
  zh: compile(zhSpeech.rewrites),
}

/** How symbols are said in a language; languages without a file leave that to the voice. */
export const rewritesIn = (language: string) => REWRITES[language] ?? []

/** Puts values into the `{slots}` of a sentence; a slot without a value stays visible. */
export const fill = (template: string, values: Record<string, string | number>): string =>
  template.replace(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot))
