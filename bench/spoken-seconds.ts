const PAUSE_SEC = 0.4
const SEC_PER_CJK_CHARACTER = 0.24
const SEC_PER_OTHER_CHARACTER = 0.065

/** How long the fake voice takes to say a text, in seconds. */
export const spokenSeconds = (text: string): number =>
  [...text].reduce(
    (sum, character) => sum + (character > '\u2e80' ? SEC_PER_CJK_CHARACTER : SEC_PER_OTHER_CHARACTER),
    PAUSE_SEC,
  )
