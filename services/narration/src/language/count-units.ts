/** Languages counted by character; every other one by word. */
const BY_CHARACTER: readonly string[] = ['zh', 'ja', 'ko']

export type CountUnit = 'characters' | 'words'

export const countUnitOf = (lang: string): CountUnit => (BY_CHARACTER.includes(lang) ? 'characters' : 'words')

/** Non-space characters for Chinese, Japanese and Korean, words elsewhere. */
export const countUnits = (text: string, lang: string): number =>
  countUnitOf(lang) === 'characters'
    ? Array.from(text.replace(/\s+/gu, '')).length
    : text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
