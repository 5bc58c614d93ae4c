import { setImmediate } from 'node:timers/promises'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import { generateStory } from '@vss/shared/story-generator/generate-story.ts'
import { inventPlot } from '@vss/shared/story-generator/invent-plot.ts'
import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { describe, expect, test } from 'vitest'
import { makeKeywordFactFinder } from './make-keyword-fact-finder.ts'

const spoken = (lines: [speaker: string, text: string][]): Partial<Scene> => ({
  dialogues: lines.map(([speaker, text]) => ({ speaker, text, startMs: 0, endMs: 1_000 })),
})

const makeFind =
  (lang: StoryLanguage, cast: string[]) =>
  async (character: string, scene: Partial<Scene>): Promise<string[]> => {
    const scenes = [makeScene(7, scene)]
    const facts = await makeKeywordFactFinder().find({ character, lang, scenes, cast }, new AbortController().signal)
    return facts.map(({ attribute, value }) => `${attribute}: ${value}`)
  }

const zh = makeFind('zh', ['陆青禾', '程野', '程雪', '周淑芬'])
const en = makeFind('en', ['Mara', 'Tobias Finch', 'Odile'])

describe('facts people state about themselves, in Chinese', () => {
  test.each([
    ['我是急诊科医生。', 'occupation: 急诊科医生'],
    ['其实我就是这家医院的护士长，你放心。', 'occupation: 护士长'],
    ['别怪我，我是好强，不是坏。', 'intrinsic_trait: 好强'],
    ['我有哮喘，跑不快。', 'physical_health: 哮喘'],
    ['我失眠三年了。', 'physical_health: 失眠'],
    ['我会一点手语。', 'key_skill: 手语'],
    ['她懂画，我懂账。', 'key_skill: 懂账'],
    ['我很害怕！', 'mental_status: 害怕'],
    ['这里只有我会开锁。', 'key_skill: 开锁'],
    ['我以前是记者。', 'occupation: 曾任记者'],
    ['我当过船长。', 'occupation: 曾任船长'],
    ['我假装哑巴，装了十年。', 'avatar: 哑巴'],
    ['陆青禾，远洋号的领航员。', 'occupation: 领航员'],
    ['我叫陆青禾，码头程野的妹妹。', 'family_status: 程野的妹妹'],
    ['“我是律师。”', 'occupation: 律师'],
  ])('%s', async (text, fact) => {
    expect(await zh('陆青禾', spoken([['陆青禾', text]]))).toEqual([fact])
  })

  test.each([
    ['a negation', '我不是医生。'],
    ['a negated skill', '我不会手语。'],
    ['a question', '我是医生？'],
    ['a question without its mark', '难道我是医生吗'],
    ['a condition', '如果我是医生，我就救他。'],
    ['a wish', '我是医生就好了。'],
    ['a report', '他们都以为，我是医生。'],
    ['a quotation', '他对我说：“我是医生，你放心。”'],
    ['a doctor looked for', '我是来找医生。'],
    ['a doctor’s relative', '我是医生的朋友。'],
    ['a fake', '我是冒牌医生。'],
    ['a doctor to be', '我是未来的医生。'],
    ['a figure of speech', '我就当了哑巴。'],
    ['another subject', '我哥哥是医生。'],
    ['a state said of another', '我怕你失眠。'],
    ['pretended ignorance', '我假装不知道。'],
  ])('makes no fact of %s: %s', async (_, text) => {
    expect(await zh('陆青禾', spoken([['陆青禾', text]]))).toEqual([])
  })
})

describe('facts others state, in Chinese', () => {
  test('by full or given name, in speech and in scene prose', async () => {
    expect(await zh('陆青禾', spoken([['程野', '青禾是审计师，骗不过她。']]))).toEqual(['occupation: 审计师'])
    expect(await zh('陆青禾', { dynamics: '陆青禾成了厂长，程野在愧疚里低下头。' })).toEqual(['occupation: 厂长'])
    expect(await zh('程野', { dynamics: '陆青禾成了厂长，程野在愧疚里低下头。' })).toEqual(['mental_status: 愧疚'])
  })

  test('by a title, where only one person of that surname can be meant', async () => {
    const line: [string, string] = ['陆青禾', '程局长，您找我？']
    expect(await zh('程野', spoken([line, ['程野', '坐。']]))).toEqual(['occupation: 局长'])
    expect(await zh('程野', spoken([line, ['程野', '坐。'], ['程雪', '嗯。']]))).toEqual([])
    expect(await zh('程野', spoken([line]))).toEqual([])
  })

  test('about a person called by surname and title', async () => {
    const scene = spoken([
      ['陆青禾', '周奶奶的阿尔茨海默症又重了。'],
      ['周淑芬', '你是谁？'],
    ])
    expect(await zh('周淑芬', scene)).toEqual(['physical_health: 阿尔茨海默症'])
  })

  test('by uncovering a false name', async () => {
    expect(await zh('陆青禾', spoken([['程野', '白露本名陆青禾。']]))).toEqual(['avatar: 白露'])
  })

  test('on a name tag', async () => {
    const captions = [{ text: '陆青禾｜青山集团财务总监', type: null, startMs: 0, endMs: 1_000 }]
    expect(await zh('陆青禾', { captions })).toEqual(['occupation: 青山集团财务总监'])
  })

  test('never from a question, a hypothesis or a sentence about somebody else', async () => {
    const lines = ['陆青禾是医生吗？', '要是陆青禾是医生就好了。', '陆青禾的哥哥是医生。', '听说，陆青禾是医生。']
    for (const line of lines) expect(await zh('陆青禾', spoken([['程野', line]]))).toEqual([])
  })
})

describe('facts people state about themselves, in English', () => {
  test.each([
    ["I'm a loss adjuster.", 'occupation: loss adjuster'],
    ['Well, I am only the night watchman.', 'occupation: night watchman'],
    ['I am chairman of this company.', 'occupation: chairman'],
    ['I was chief engineer of the Alder Grace.', 'occupation: former chief engineer'],
    ["I'm deaf in the left ear, have been for years.", 'physical_health: deaf in the left ear'],
    ['I have a pacemaker, and a bad night ahead of me.', 'physical_health: pacemaker'],
    ["I'm divorced, Mr Finch.", 'family_status: divorced'],
    ['I have two sons and a mortgage.', 'family_status: has two sons'],
    ["I'm Odile's sister.", 'family_status: sister of Odile'],
    ['I am afraid of the water.', 'mental_status: afraid of the water'],
    ["I've been a coward all my life.", 'intrinsic_trait: coward'],
    ['I can swim.', 'key_skill: swim'],
    ['I speak French.', 'key_skill: speak french'],
    ['I am the only one here who can read lips.', 'key_skill: read lips'],
    ["Don't forget that I have worked as a nurse for years.", 'occupation: nurse'],
    ['Mara Quill, harbour pilot, at your service.', 'occupation: harbour pilot'],
    ['I am posing as a nurse.', 'avatar: nurse'],
  ])('%s', async (text, fact) => {
    expect(await en('Mara', spoken([['Mara', text]]))).toEqual([fact])
  })

  test.each([
    ['a negation', "I'm not a doctor."],
    ['a bare negation', 'I am no doctor.'],
    ['a question', 'I am a doctor?'],
    ['a condition', 'If I lie, I am a thief.'],
    ['a wish', 'I wish I was a doctor.'],
    ['a plan', "I'm going to be a doctor."],
    ['a comparison', 'I am like a doctor.'],
    ['a report', 'They all say, I am a thief.'],
    ['a quotation', 'He told me: "I\'m a doctor."'],
    ['a future', "I'm a future doctor."],
    ['a doctor’s friend', "I'm a friend of the doctor."],
    ['an idiom', "I'm sick of you."],
    ['politeness', "I'm happy to help."],
    ['regret', "I'm afraid we are closed."],
    ['an offer', 'I can drive you home.'],
    ['a lack', 'I have no children.'],
    ['another subject', 'My brother is a doctor.'],
  ])('makes no fact of %s: %s', async (_, text) => {
    expect(await en('Mara', spoken([['Mara', text]]))).toEqual([])
  })

  test('finds the gender and the trait in "a patient man"', async () => {
    const facts = await en('Tobias Finch', spoken([['Tobias Finch', 'I was always a patient man.']]))
    expect(facts).toEqual(['intrinsic_trait: patient', 'gender: male'])
  })
})

describe('facts others state, in English', () => {
  test('by name, in speech and in scene prose', async () => {
    expect(await en('Tobias Finch', spoken([['Mara', 'Tobias is a surgeon.']]))).toEqual(['occupation: surgeon'])
    expect(await en('Mara', { dynamics: 'Mara introduces herself as Anna Berg and asks nothing.' })).toEqual([
      'avatar: Anna Berg',
    ])
  })

  test('in an address to the person, when the name makes clear who is meant', async () => {
    expect(await en('Mara', spoken([['Odile', 'You are a thief, Mara.']]))).toEqual(['occupation: thief'])
    expect(await en('Mara', spoken([['Odile', 'You are a thief.']]))).toEqual([])
  })

  test('by a title, only where that person is in the scene', async () => {
    const line: [string, string] = ['Mara', 'Come in, Captain Finch.']
    expect(await en('Tobias Finch', spoken([line, ['Tobias Finch', 'Thank you.']]))).toEqual(['occupation: captain'])
    expect(await en('Tobias Finch', spoken([line]))).toEqual([])
  })

  test('never from a negation or a sentence about a relative', async () => {
    for (const line of ['Mara is not a surgeon.', "Mara's brother is a surgeon.", 'Nobody but Mara is a surgeon.'])
      expect(await en('Mara', spoken([['Odile', line]]))).toEqual([])
  })
})

describe('invented stories, whose facts are known', () => {
  test.each(['zh', 'en'] as const)('in %s no fact is found that the story does not state', async (lang) => {
    const options = { seed: 3, lang, scenes: 200, chapters: 10 }
    const { facts } = inventPlot(options)
    const story = normaliseStory(generateStory({ ...options, format: 'blueprint', dirty: false }), 'story')
    const stated = new Set(facts.map((fact) => `${fact.sceneId}/${fact.character}/${fact.attribute}`))
    const found = await Promise.all(
      story.characters.map(async (character) => {
        const question = { character, lang, scenes: story.scenes, cast: story.characters }
        const answer = await makeKeywordFactFinder().find(question, new AbortController().signal)
        return answer.map(({ sceneId, attribute }) => `${sceneId}/${character}/${attribute}`)
      }),
    )
    expect(found.flat().length).toBeGreaterThan(10)
    expect(found.flat().filter((fact) => !stated.has(fact))).toEqual([])
  })
})

describe('the source text of a fact', () => {
  test('is the sentence of the scene that states it, word for word', async () => {
    const text = 'Come in.  Mr. Finch, I\'m a "real" pilot; sit down.'
    const scenes = [makeScene(7, spoken([['Mara', text]]))]
    const facts = await makeKeywordFactFinder().find(
      { character: 'Mara', lang: 'en', scenes, cast: ['Mara'] },
      new AbortController().signal,
    )
    expect(facts).toEqual([
      { sceneId: 7, attribute: 'occupation', value: 'pilot', sourceText: 'Mr. Finch, I\'m a "real" pilot;' },
    ])
  })

  test('a text without punctuation, however long, costs no time and gives no fact', async () => {
    expect(await en('Mara', spoken([['Mara', `I'm a pilot ${'and so on '.repeat(400)}`]]))).toEqual([])
    expect(await zh('陆青禾', spoken([['陆青禾', `我是医生${'然后'.repeat(2_000)}`]]))).toEqual([])
  })
})

test('an endless scene can be aborted while it is parsed', async () => {
  const lines = Array.from({ length: 2_000 }, () => ['Ada', 'I am a doctor.'] as [string, string])
  const scenes = [makeScene(7, spoken(lines))]
  const stop = new AbortController()
  const finding = makeKeywordFactFinder().find({ character: 'Ada', lang: 'en', scenes, cast: ['Ada'] }, stop.signal)
  await setImmediate()
  await setImmediate()
  stop.abort(new Error('aborted'))
  await expect(finding).rejects.toThrow()
})
