const IS_CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const IS_WORD = /[\p{L}\p{N}]/u

const isBoundary = (text: string, at: number): boolean => {
  const before = text[at - 1]
  const after = text[at]
  if (!before || !after) return true
  return !(IS_WORD.test(before) && IS_WORD.test(after)) || IS_CJK.test(before) || IS_CJK.test(after)
}

/** A single Chinese character is part of a thousand words, so it cannot be recognised as a name. */
const isFindable = (name: string) => name.length > 1 || !IS_CJK.test(name)

/**
 * Makes a function that finds which of `names` a text contains: as whole words where words are spaced, anywhere in
 * Chinese. It reads the text once, however many names there are, so a cast of thousands costs no more than a cast of ten.
 */
export const makeNameFinder = (names: readonly string[]): ((text: string) => string[]) => {
  const wanted = new Set(names.filter(isFindable))
  const firsts = new Set([...wanted].map((name) => name[0]))
  const lengths = [...new Set([...wanted].map((name) => name.length))]
  return (text) => {
    const found = new Set<string>()
    for (let at = 0; at < text.length; at += 1) {
      if (!firsts.has(text[at])) continue
      for (const length of lengths) {
        const candidate = text.slice(at, at + length)
        if (wanted.has(candidate) && isBoundary(text, at) && isBoundary(text, at + length)) found.add(candidate)
      }
    }
    return names.filter((name) => found.has(name))
  }
}
