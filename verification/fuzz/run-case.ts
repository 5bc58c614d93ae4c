import { characterFactsFile } from '@vss/shared/contracts/files/character-facts.ts'
import { dubbingScript } from '@vss/shared/contracts/files/dubbing-script.ts'
import { type EditingScript, editingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { narrationScript } from '@vss/shared/contracts/files/narration-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { isRecord, type JsonRecord } from '@vss/shared/story/json-record.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { generateStory } from '@vss/shared/story-generator/generate-story.ts'
import { makeSeededRandom, type SeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import type { z } from 'zod'
import { checkEditingScript } from '../../services/editing/src/testing/check-editing-script.ts'
import { checkStory, writePlainStory } from './check-story.ts'
import { expandMarks } from './hostile-values.ts'
import { mutateStory } from './mutate-story.ts'
import { mutateText } from './mutate-text.ts'
import { mutateValue } from './mutate-value.ts'
import { type MemoryStudio, openMemoryStudio } from './open-memory-studio.ts'

export type CaseReport = {
  seed: number
  /** What the case was made of. */
  done: string[]
  accepted: string[]
  refused: string[]
  problems: string[]
}

const FILES = ['story', 'story', 'story', 'facts', 'narration script', 'dubbing script'] as const
type File = (typeof FILES)[number]

const HUGE_CHANCE = 0.06
const TEXT_CHANCE = 0.15
const STORY_CHANCE = 0.4

/** Keys of a payload that a refusal may name. */
const FILE_KEY =
  /\b(input_file_path|blueprint_input_path|facts_input_path|blueprint_path|master_script_path|input_narration_path|dubbing_script_path)\b/
const MAX_SENTENCE_CHARACTERS = 3_000
/** Refusals without a place: the story as a whole is not enough. */
const OF_A_WHOLE_STORY = ['editing.no_footage', 'narration.nothing_to_tell']

const isKindRefusal = (error: unknown): error is AppError =>
  error instanceof AppError &&
  error.code === 'payload_invalid' &&
  [error.in('en'), error.in('zh')].every(
    (text) => FILE_KEY.test(text) && text.length < MAX_SENTENCE_CHARACTERS && text.isWellFormed(),
  ) &&
  (['path', 'index', 'where'].some((param) => param in error.params) || OF_A_WHOLE_STORY.includes(error.key))

/** Makes the corrupted version of one file of a case. */
const corrupt = (
  clean: unknown,
  random: SeededRandom,
  done: string[],
  how: (value: JsonRecord) => string[],
): Buffer => {
  const value = structuredClone(clean) as JsonRecord
  done.push(...how(value))
  done.push(...mutateValue(value, random, random.pick([0, 1, 2, 4, 8, 30]), random.chance(HUGE_CHANCE)))
  const text = expandMarks(JSON.stringify(value))
  if (!random.chance(TEXT_CHANCE)) return Buffer.from(text)
  const mutated = mutateText(text, random)
  done.push(mutated.done)
  return mutated.bytes
}

const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

const rateOf = (fps: string) => {
  const [num = 25, den = 1] = fps.split('/').map(Number)
  return { num, den }
}

/** Runs the checker of editing scripts. Where an old client gave no durations, those that the pipeline measured count. */
const checkEdit = (story: Story, dubbing: JsonRecord, editing: EditingScript): string[] => {
  const spoken = (dubbing.dubbing_script as JsonRecord[]).map((item, i) => {
    const said = Number(item.duration_seconds)
    const duration_seconds = said > 0 ? said : (editing.editing_script[i]?.narration_duration ?? 0)
    return { ...(item as { narration: string; audio_file_path: string; source_scene_ids: number[] }), duration_seconds }
  })
  return checkEditingScript({
    story: writePlainStory(story),
    dubbing: { dubbing_script: spoken },
    editing,
    fps: rateOf(editing.fps),
  })
}

type Attempt = <T>(name: string, work: () => Promise<T>) => Promise<T | null>

/** Does the work. A refusal that a person can act on is a valid answer; every other error is a problem. */
const makeAttempt =
  (report: CaseReport): Attempt =>
  async (name, work) => {
    try {
      const result = await work()
      report.accepted.push(name)
      return result
    } catch (error) {
      if (isKindRefusal(error)) report.refused.push(`${name}: ${error.message}`)
      else report.problems.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return null
    }
  }

const FACTS = [
  { scene_id: 1, attribute: 'occupation', value: 'a doctor', source_text: 'She is a doctor.', type: 'stateful' },
  { scene_id: 2, attribute: '年龄', value: 31, source_text: '', type: '恒定' },
]

const secondsOf = (text: string) => 0.3 + text.length / 20

const runPipelines = async (
  studio: MemoryStudio,
  random: SeededRandom,
  file: File,
  clean: JsonRecord,
  report: CaseReport,
) => {
  const { done, problems } = report
  const attempt = makeAttempt(report)
  const expect = (name: string, schema: z.ZodType, result: { content: unknown } | null) => {
    const parsed = result && schema.safeParse(result.content)
    if (parsed && !parsed.success) problems.push(`${name}: ${JSON.stringify(parsed.error.issues.slice(0, 3))}`)
  }
  const bytesFor = (which: File, value: unknown): Buffer =>
    which !== file
      ? bytesOf(value)
      : corrupt(value, random, done, (record) =>
          which === 'story' && random.chance(STORY_CHANCE)
            ? mutateStory(
                record,
                report.seed % 3 === 0 ? 'blueprint' : report.seed % 3 === 1 ? 'dataset' : 'flat',
                random,
              )
            : [],
        )
  const storyBytes = bytesFor('story', clean)
  const path = await studio.upload('story.json', storyBytes)
  const story = await attempt('story', () => studio.readStory(path))
  if (story) problems.push(...checkStory(story).map((wrong) => `story: ${wrong}`))
  const identified = await attempt('identify', () => studio.identify(path))
  expect('identify', characterFactsFile, identified)

  const found = identified?.content as JsonRecord | undefined
  const facts = {
    ...found,
    identified_facts_by_character: { ...(found?.identified_facts_by_character ?? {}), Ada: FACTS },
  }
  const factsPath = await studio.upload('facts.json', bytesFor('facts', facts))
  const documents = await attempt('deploy', () => studio.deploy(path, factsPath))
  const documentBytes = JSON.stringify(documents).length
  if (documentBytes > 4 * storyBytes.length + 4_000_000) problems.push(`deploy: ${documentBytes} bytes of documents`)

  const lang = story?.lang ?? 'en'
  const control_params = {
    style: random.pick(['objective', 'humorous', 'suspense', 'healing']),
    narrative_focus: random.pick(['general', 'revenge_plot', 'suspense_reveal']),
    target_duration_minutes: random.pick([1, 3, 30]),
  }
  // Narration needs a corpus: refused facts end the case here, as a refused story does.
  const told = documents ? await attempt('narrate', () => studio.narrate(path, { lang, control_params })) : null
  expect('narrate', narrationScript, told)
  const scriptPath = await studio.upload('script.json', bytesFor('narration script', told?.content ?? SCRIPT))
  const localized = await attempt('localize', () => studio.localize(path, scriptPath, lang))
  expect('localize', narrationScript, localized)
  const dubbed = await attempt('dub', () => studio.dub(scriptPath, secondsOf))
  expect('dub', dubbingScript, dubbed)

  const dubbingBytes = bytesFor('dubbing script', dubbed?.content ?? SPOKEN)
  const dubbingPath = await studio.upload('dubbing.json', dubbingBytes)
  const edited = await attempt('edit', () => studio.edit(path, dubbingPath))
  expect('edit', editingScript, edited)
  if (!edited || !story) return
  const spoken: unknown = JSON.parse(dubbingBytes.toString('utf8').replace(/^\ufeff/, ''))
  const wrong = isRecord(spoken) ? checkEdit(story, spoken, edited.content as EditingScript) : ['no dubbing script']
  problems.push(...wrong.map((sentence) => `edit: ${sentence}`))
}

const SCRIPT = { narration_script: [{ narration: 'The harbour sleeps.', source_scene_ids: [1] }] }
const SPOKEN = {
  dubbing_script: [
    { narration: 'The harbour sleeps.', source_scene_ids: [1], audio_file_path: 'a.wav', duration_seconds: 2.345 },
  ],
}

/** Runs one seed: an invented story, corrupted somewhere, through every pipeline. */
export const runCase = async (seed: number): Promise<CaseReport> => {
  const random = makeSeededRandom(seed)
  const format = seed % 3 === 0 ? 'blueprint' : seed % 3 === 1 ? 'dataset' : 'flat'
  const lang = random.pick(['zh', 'en'] as const)
  const scenes = random.int(3, 12)
  const chapters = random.int(1, 3)
  const clean = generateStory({ seed, lang, scenes, chapters, format, dirty: random.chance(0.3) })
  const file = random.pick(FILES)
  const report: CaseReport = { seed, done: [`${format} ${lang}`, file], accepted: [], refused: [], problems: [] }
  await runPipelines(openMemoryStudio(), random, file, clean, report)
  if (({} as { polluted?: boolean }).polluted) report.problems.push('Object.prototype was changed')
  return report
}
