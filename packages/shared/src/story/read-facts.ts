import { describeValue } from '../errors/describe-issue.ts'
import {
  type CharacterFact,
  FACT_ATTRIBUTES,
  FACT_TYPES,
  FACT_WORDS,
  type FactAttribute,
  type FactType,
  TYPE_OF_ATTRIBUTE,
} from './character-fact.ts'
import { readInteger } from './read-integer.ts'
import { entriesOf, isAbsent, isRecord } from './read-record.ts'
import { cleanText, isPlaceholder, NAME_LIMIT, SPEECH_LIMIT } from './read-text.ts'
import { makeReading } from './reading.ts'

/** `Family_Status`, `family status` and `family-status` are one word. */
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

/** One row; null when it has no scene, attribute or value to speak of, or holds other types. */
const readFact = (row: unknown, character: string): CharacterFact | null => {
  if (!isRecord(row)) return null
  const sceneId = readInteger(row.scene_id)
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
 * The facts of a character facts file in its order, and how many rows were left out because they do not hold what a
 * fact needs. An attribute nobody knows counts as `other`; a type nobody knows is that of the attribute. Throws
 * `payload_invalid` only when the file is no facts file at all.
 */
export const readCharacterFacts = (raw: unknown, fileKey: string): { facts: CharacterFact[]; skipped: number } => {
  const reading = makeReading(fileKey)
  const byCharacter = isRecord(raw) ? raw.identified_facts_by_character : raw
  if (!isRecord(raw) || !isRecord(byCharacter))
    throw reading.reject(isRecord(raw) ? 'identified_facts_by_character' : '$', 'story.not_facts', {
      found: describeValue(byCharacter ?? null),
    })
  const facts: CharacterFact[] = []
  let skipped = 0
  for (const [name, rows] of Object.entries(byCharacter)) {
    const character = cleanText(name.slice(0, NAME_LIMIT))
    const readable = Array.isArray(rows) || isRecord(rows)
    if (!readable && !isAbsent(rows)) skipped += 1
    if (!readable) continue
    for (const { value } of entriesOf(reading, rows, character)) {
      const fact = isPlaceholder(character) ? null : readFact(value, character)
      if (fact) facts.push(fact)
      else skipped += 1
    }
  }
  return { facts, skipped }
}
