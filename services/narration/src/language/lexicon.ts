import { z } from 'zod'
import { readWords } from './read-words.ts'

const words = z.array(z.string().min(1))

const lexicon = z.strictObject({
  /** Words of a prompt that say nothing about its subject. */
  stopWords: words,
  /** Sentences that hold one of these describe the filming and are never spoken. */
  filmTerms: words,
  /** Speakers of dialogue lines that are nobody's name. */
  notNames: words,
  female: words,
  male: words,
  /** Characters of Chinese given names that tell a gender. */
  nameCharacters: z.strictObject({ female: z.array(z.string()), male: z.array(z.string()) }),
  /** A pattern for words that say when a scene plays. */
  timePhrase: z.string(),
  /** By preposition (en) or suffix (zh): the nouns it goes with. */
  places: z.record(z.string(), words),
  /** What makes a sentence lean on the one before it, as patterns. */
  leaning: words,
  /** English words that start a sentence which sets its own scene. */
  adverbials: z.array(z.string()),
  /** Chinese characters without content. */
  lightCharacters: z.string(),
  /** What makes a few Chinese characters a sentence, as a pattern. */
  happens: z.string(),
  /** Words for a mood that the tagger takes for nouns. */
  moodAdjectives: z.array(z.string()),
  /** Words that look into a mind. */
  inner: words,
  /** English words a place may start with that are no part of a name. */
  placeWords: z.array(z.string()),
})

/** What the offline writer knows about each language. */
export const LEXICON = { en: readWords('en', 'lexicon', lexicon), zh: readWords('zh', 'lexicon', lexicon) }
