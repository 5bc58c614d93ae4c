/**
 * Facts about characters, as identified by CHARACTER_IDENTIFIER and merged into the corpus. Attribute and type are
 * canonical English keys here; the words people use for them, per language, are in `words/attributes.<lang>.json`.
 */
import en from './words/attributes.en.json' with { type: 'json' }
import zh from './words/attributes.zh.json' with { type: 'json' }

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

/** What kind of fact an attribute is when its row does not say. */
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

/** The first word of each list is the label to show; the rest are accepted on reading. */
export const FACT_WORDS: Record<'en' | 'zh', Words> = { en, zh }
