import { cleanText } from '../../language/clean-text.ts'

/** What a model wrote, as a voice can read it. Languages no story is in keep their own marks; their spaces are set right. */
export const speakable = (text: string, lang: string): string =>
  lang === 'zh' || lang === 'en' ? cleanText(text, lang) : text.replace(/\s+/g, ' ').trim()
