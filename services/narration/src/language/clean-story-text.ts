import type { StoryLanguage } from '@vss/shared/story/story.ts'

/** Brackets and their content: stage directions, footnotes, sounds. */
const ASIDES = /\([^()]*\)|（[^（）]*）|\[[^[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}|<[^<>]*>/g

/** Stray brackets, markup, emoji and other marks that cannot be spoken. */
const UNSPEAKABLE =
  /[()（）[\]【】〔〕{}<>〈〉《》*#_~`|^=\\@$+•■◆●★☆※→←↑↓\u{1f000}-\u{1faff}\u{2600}-\u{27bf}]+|\ufe0f/gu

const ADDRESS = /\b(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+/gi

/** Makes a text readable for a voice: no asides, brackets, links, emoji or markup; dashes and ellipses become commas. */
export const cleanStoryText = (text: string, lang: StoryLanguage): string => {
  const comma = lang === 'zh' ? '，' : ', '
  const plain = text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(ADDRESS, ' ')
    .replace(ASIDES, ' ')
    .replace(UNSPEAKABLE, ' ')
    .replace(/\s*(?:—+|–+|--+|…+|\.{3,}|。{2,})\s*/g, comma)
    .replace(/\s+/g, ' ')
  return lang === 'zh' ? cleanChinese(plain) : cleanEnglish(plain)
}

const cleanChinese = (text: string): string =>
  text
    .replace(/(?<=[\u3400-\u9fff，。！？；：、“”])\s+|\s+(?=[\u3400-\u9fff，。！？；：、“”])/g, '')
    .replace(/,/g, '，')
    .replace(/;/g, '；')
    .replace(/\?/g, '？')
    .replace(/!/g, '！')
    .replace(/:(?!\d)/g, '：')
    .replace(/[・·]/g, '·')
    .replace(/，{2,}/g, '，')
    .replace(/[，；：、]+(?=[。！？])/g, '')
    .replace(/([。！？；])[，；]+/g, '$1')
    .replace(/([！？。])\1+/g, '$1')
    .replace(/！？|？！/g, '？')
    .replace(/^[，。；：、！？\s]+|[，；：、\s]+$/g, '')

const cleanEnglish = (text: string): string =>
  text
    .replace(/\s+([,.;:!?])/g, '$1')
    .replace(/(?:,\s*){2,}/g, ', ')
    .replace(/[,;:]\s*(?=[.!?])/g, '')
    .replace(/([.!?])\s*,\s*/g, '$1 ')
    .replace(/([!?])[!?]+/g, '$1')
    .replace(/^[\s,.;:!?]+|[\s,;:]+$/g, '')
    .trim()

/** Cleans the answer of a model for speech. In languages other than those of stories only white space is normalised. */
export const cleanModelText = (text: string, lang: string): string =>
  lang === 'zh' || lang === 'en' ? cleanStoryText(text, lang) : text.replace(/\s+/g, ' ').trim()
