import words from '../search-words/en.json' with { type: 'json' }

const IRREGULAR = new Map(Object.entries(words.irregular))

const hasVowel = (text: string) => /[aeiouy]/.test(text)

/** `runn` → `run`: only after a suffix was taken off. */
const undouble = (stem: string): string => {
  const last = stem.at(-1) ?? ''
  return stem.length > 3 && last === stem.at(-2) && words.undoubled.includes(last) ? stem.slice(0, -1) : stem
}

/**
 * Brings inflected forms of an English word to one form: `sailing`, `sailed`, `sails` → `sail`. The result need not
 * be a word. Each step takes off the first of its suffixes that fits.
 */
export const stemEnglish = (word: string): string => {
  const irregular = IRREGULAR.get(word)
  if (irregular !== undefined) return irregular
  return words.suffixSteps.reduce((stem, rules) => {
    const rule = rules.find(({ suffix, minStem }) => stem.endsWith(suffix) && stem.length - suffix.length >= minStem)
    if (!rule) return stem
    const base = stem.slice(0, stem.length - rule.suffix.length)
    if (!hasVowel(base)) return stem
    return rule.to === '' && rule.suffix.length > 1 && !rule.suffix.startsWith("'") ? undouble(base) : base + rule.to
  }, word)
}
