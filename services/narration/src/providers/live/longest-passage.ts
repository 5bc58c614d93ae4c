/** Characters of text a model is asked to tell again at once: many minutes of speech. What is longer is no passage. */
export const LONGEST_PASSAGE = 6_000
