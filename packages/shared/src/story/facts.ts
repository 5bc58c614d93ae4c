import { describeValue } from '../errors/describe-issue.ts'
import { entriesOf, isAbsent, isPlaceholder, isRecord, parseInteger } from './json-record.ts'
import { makeNotes } from './notes.ts'
import { cleanText, NAME_LIMIT, SPEECH_LIMIT } from './parse-fields.ts'
import en from './words/attributes.en.json' with { type: 'json' }
import zh from './words/attributes.zh.json' with { type: 'json' }

/**
 * Facts about characters, as identified by CHARACTER_IDENTIFIER and merged into the corpus. Attribute and type are
 * canonical English keys; the words people use for them, per language, are in `words/attributes.<lang>.json`.
 */

export const FACT_ATTRIBUTES = [
  'occupation',
  'avatar',
  'family_status',
  'physical_health',
  'mental_status',
  'key_skill',
  'intrinsic_trait',
  'gender',
  'social_status',
  'other',
] as const
export type FactAttribute = (typeof FACT_ATTRIBUTES)[number]

/** constant: holds for the whole story · stateful: holds until it changes · ephemeral: holds in its scene. */
export const FACT_TYPES = ['constant', 'stateful', 'ephemeral'] as const
export type FactType = (typeof FACT_TYPES)[number]

export type CharacterFact = {
  sceneId: number
  character: string
  attribute: FactAttribute
  value: string
  sourceText: string
  type: FactType
}

/** The type of a fact whose row does not state one. */
export const TYPE_OF_ATTRIBUTE = {
  occupation: 'stateful',
  avatar: 'stateful',
  family_status: 'stateful',
  physical_health: 'stateful',
  mental_status: 'ephemeral',
  key_skill: 'stateful',
  intrinsic_trait: 'constant',
  gender: 'constant',
  social_status: 'stateful',
  other: 'ephemeral',
} as const satisfies Record<FactAttribute, FactType>

type Words = { attributes: Record<FactAttribute, string[]>; types: Record<FactType, string[]> }

/** The first word of each list is the label to show; all of them are accepted in files. */
export const FACT_WORDS: Record<'en' | 'zh', Words> = { en, zh }

/** `Family_Status`, `family status` and `family-status` become the same word. */
const asWord = (text: string): string =>
  cleanText(text.slice(0, NAME_LIMIT))
    .toLowerCase()
    .replace(/[\s_-]+/g, '')

const ATTRIBUTE_OF_WORD = new Map<string, FactAttribute>(
  FACT_ATTRIBUTES.flatMap((attribute) =>
    [attribute, ...FACT_WORDS.en.attributes[attribute], ...FACT_WORDS.zh.attributes[attribute]].map(
      (word) => [asWord(word), attribute] as const,
    ),
  ),
)

const TYPE_OF_WORD = new Map<string, FactType>(
  FACT_TYPES.flatMap((type) =>
    [type, ...FACT_WORDS.en.types[type], ...FACT_WORDS.zh.types[type]].map((word) => [asWord(word), type] as const),
  ),
)

const optionalText = (value: unknown): string | null => {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? cleanText(value.slice(0, SPEECH_LIMIT)) : null
}

const valueText = (value: unknown): string | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  if (typeof value !== 'string') return null
  const text = cleanText(value.slice(0, SPEECH_LIMIT))
  return isPlaceholder(text) ? null : text
}

/** One row; null if scene, attribute or value is missing or has the wrong type. */
const parseFact = (row: unknown, character: string): CharacterFact | null => {
  if (!isRecord(row)) return null
  const sceneId = parseInteger(row.scene_id)
  const value = valueText(row.value)
  const sourceText = optionalText(row.source_text)
  const typeWord = optionalText(row.type)
  if (sceneId === null || value === null || sourceText === null || typeWord === null) return null
  if (typeof row.attribute !== 'string' || isPlaceholder(row.attribute)) return null
  const attribute = ATTRIBUTE_OF_WORD.get(asWord(row.attribute)) ?? 'other'
  const type = TYPE_OF_WORD.get(asWord(typeWord)) ?? TYPE_OF_ATTRIBUTE[attribute]
  return { sceneId, character, attribute, value, sourceText, type }
}

/**
 * The facts of a character facts file in file order, and how many rows were skipped because they are incomplete. An
 * unknown attribute counts as `other`; an unknown type becomes the usual type of the attribute. Throws
 * `payload_invalid` only if the file is not a facts file at all.
 */
export const parseCharacterFacts = (raw: unknown, fileKey: string): { facts: CharacterFact[]; skipped: number } => {
  const notes = makeNotes(fileKey)
  const byCharacter = isRecord(raw) ? raw.identified_facts_by_character : raw
  if (!isRecord(raw) || !isRecord(byCharacter))
    throw notes.errorAt(isRecord(raw) ? 'identified_facts_by_character' : '$', 'story.not_facts', {
      found: describeValue(byCharacter ?? null),
    })
  const facts: CharacterFact[] = []
  let skipped = 0
  for (const [name, rows] of Object.entries(byCharacter)) {
    const character = cleanText(name.slice(0, NAME_LIMIT))
    const readable = Array.isArray(rows) || isRecord(rows)
    if (!readable && !isAbsent(rows)) skipped += 1
    if (!readable) continue
    for (const { value } of entriesOf(notes, rows, character)) {
      const fact = isPlaceholder(character) ? null : parseFact(value, character)
      if (fact) facts.push(fact)
      else skipped += 1
    }
  }
  return { facts, skipped }
}
