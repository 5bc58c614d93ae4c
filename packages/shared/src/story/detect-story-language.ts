import type { Scene, StoryLanguage } from './story.ts'

/**
 * A CJK character is about one word, a Latin letter about a fifth of one. If a fifth of all characters are Chinese, at
 * least half of the words are. A few Chinese names in an English story stay far below that.
 */
const CHINESE_SHARE = 0.2

/** Only this many characters of each text are counted, so that a single huge field does not decide. */
const COUNTED = 500

/** The language of a story's spoken lines and descriptions. Chinese, the product's first language, if it has no words. */
export const detectStoryLanguage = (scenes: readonly Scene[]): StoryLanguage => {
  let cjk = 0
  let latin = 0
  const count = (text: string | null) => {
    if (text === null) return
    for (let i = 0; i < Math.min(text.length, COUNTED); i += 1) {
      const unit = text.charCodeAt(i)
      // Unified ideographs with extension A, kana, compatibility ideographs.
      if ((unit >= 0x3040 && unit <= 0x9fff) || (unit >= 0xf900 && unit <= 0xfaff)) cjk += 1
      else if ((unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a)) latin += 1
    }
  }
  for (const scene of scenes) {
    for (const text of [scene.name, scene.text, scene.dynamics, scene.location, scene.mood]) count(text)
    for (const { text } of scene.dialogues) count(text)
    for (const { text } of scene.captions) count(text)
    for (const { description } of scene.highlights) count(description)
  }
  return cjk + latin === 0 || cjk / (cjk + latin) >= CHINESE_SHARE ? 'zh' : 'en'
}
