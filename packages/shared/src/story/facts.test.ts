import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../errors/app-error.ts'
import { FACT_ATTRIBUTES, FACT_WORDS, parseCharacterFacts, TYPE_OF_ATTRIBUTE } from './facts.ts'

const row = { scene_id: 3, attribute: 'occupation', value: 'doctor', source_text: 'I am a doctor.', type: 'stateful' }
const read = (rows: unknown, name = 'Clara') =>
  parseCharacterFacts({ identified_facts_by_character: { [name]: rows } }, 'facts_input_path')

describe('parseCharacterFacts', () => {
  test('reads a row as it stands', () => {
    expect(read([row])).toEqual({
      facts: [
        {
          sceneId: 3,
          character: 'Clara',
          attribute: 'occupation',
          value: 'doctor',
          sourceText: 'I am a doctor.',
          type: 'stateful',
        },
      ],
      skipped: 0,
    })
  })

  test.each([
    ['职业', 'occupation'],
    ['扮演身份', 'avatar'],
    ['家庭状态', 'family_status'],
    ['健康状态', 'physical_health'],
    ['心理状态', 'mental_status'],
    ['技能', 'key_skill'],
    ['性格特征', 'intrinsic_trait'],
    ['性别', 'gender'],
    ['社会属性', 'social_status'],
    ['其他', 'other'],
    ['Family Status', 'family_status'],
    [' KEY-SKILL ', 'key_skill'],
    ['hobby', 'other'],
  ])('the attribute %s is %s', (word, attribute) => {
    expect(read([{ ...row, attribute: word }]).facts[0]?.attribute).toBe(attribute)
  })

  test.each([
    ['恒定', 'constant'],
    ['状态性', 'stateful'],
    ['情境性', 'ephemeral'],
    ['Constant', 'constant'],
    ['nonsense', 'stateful'],
    [undefined, 'stateful'],
    [null, 'stateful'],
  ])('the type %s of an occupation is %s', (word, type) => {
    expect(read([{ ...row, type: word }]).facts[0]?.type).toBe(type)
  })

  test('without a type, gender and traits are constant, moods and unknown attributes ephemeral', () => {
    const typeOf = (attribute: string) => read([{ ...row, attribute, type: '' }]).facts[0]?.type
    expect(['gender', '性格特征', '心理状态', 'hobby', '职业'].map(typeOf)).toEqual([
      'constant',
      'constant',
      'ephemeral',
      'ephemeral',
      'stateful',
    ])
  })

  test('values may be numbers, scene ids may be digits', () => {
    expect(read([{ ...row, value: 42, scene_id: '7' }]).facts[0]).toMatchObject({ value: '42', sceneId: 7 })
    expect(read([{ ...row, value: 0 }]).facts[0]?.value).toBe('0')
  })

  test.each([
    { ...row, scene_id: null },
    { ...row, scene_id: 1.5 },
    { ...row, scene_id: 'three' },
    { ...row, value: null },
    { ...row, value: '' },
    { ...row, value: 'N/A' },
    { ...row, value: {} },
    { ...row, attribute: 5 },
    { ...row, attribute: '' },
    { ...row, source_text: 9 },
    { ...row, type: [] },
    null,
    'x',
    4,
    [],
  ])('the row %j is skipped and counted', (bad) => {
    expect(read([row, bad, row])).toMatchObject({ facts: [{}, {}], skipped: 1 })
  })

  test('a character without a list counts once, one without facts not at all', () => {
    const raw = { extra: 1, identified_facts_by_character: { A1: 'x', B1: null, C1: [], '': [row], __proto__x: [row] } }
    expect(parseCharacterFacts(raw, 'facts_input_path')).toMatchObject({
      facts: [{ character: '__proto__x' }],
      skipped: 2,
    })
  })

  test.each([null, 5, 'x', [[]], {}, { identified_facts_by_character: [] }, { identified_facts_by_character: 'N' }])(
    '%j is no facts file',
    (raw) => {
      expect(() => parseCharacterFacts(raw, 'facts_input_path')).toThrow(AppError)
      expect(() => parseCharacterFacts(raw, 'facts_input_path')).toThrow(/facts_input_path/)
    },
  )

  test('throws only its own error, whatever the input', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { facts, skipped } = read([row, value])
        expect(facts.length + skipped).toBe(2)
      }),
    )
  })
})

test('every attribute has a type and words in both languages, and no word means two attributes', () => {
  const words = FACT_ATTRIBUTES.flatMap((attribute) => [
    ...FACT_WORDS.en.attributes[attribute],
    ...FACT_WORDS.zh.attributes[attribute],
  ])
  expect(new Set(words).size).toBe(words.length)
  expect(Object.keys(TYPE_OF_ATTRIBUTE)).toEqual([...FACT_ATTRIBUTES])
})
