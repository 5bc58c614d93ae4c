import { readJsonInput } from '@vss/shared/artifacts/read-json-input.ts'
import { storeResult } from '@vss/shared/artifacts/store-result.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { Deps } from '../deps.ts'
import { message } from '../message.ts'
import { describeIdentification } from '../steps/describe-identification.ts'
import { findFacts } from '../steps/find-facts.ts'
import { mergeFacts } from '../steps/merge-facts.ts'
import { pickCharacters } from '../steps/pick-characters.ts'
import { planFactCalls } from '../steps/plan-fact-calls.ts'
import { toFactsByCharacter } from '../steps/to-facts-by-character.ts'

const KEY = 'input_file_path'
const SCENES_PER_CALL = 10

/** CHARACTER_IDENTIFIER: what the story states about each of its characters, with the words that state it. */
export const makeIdentifyCharactersPipeline =
  (deps: Pick<Deps, 'artifacts' | 'factFinder'>): TaskHandler<'CHARACTER_IDENTIFIER'> =>
  async (task, run) => {
    const { locale, orgId, payload } = task
    const { characters_to_analyze: asked, scene_chunk_size: chunkSize, lang: askedLang } = payload.service_params
    run.progress(0.05, message(locale, 'progress_reading'))
    const story = normaliseStory(await readJsonInput(deps.artifacts, orgId, { key: KEY, path: payload[KEY] }), KEY)
    const characters = pickCharacters(story, asked)
    const calls = planFactCalls(story, characters, chunkSize ?? SCENES_PER_CALL)
    const total = calls.length
    const found = await findFacts(deps.factFinder, story, calls, run, (done) =>
      run.progress(0.1 + (0.8 * done) / total, message(locale, 'progress_finding', { done, total })),
    )
    const { facts } = mergeFacts(found, story.scenes)
    const text = describeIdentification(locale, story, {
      facts: facts.length,
      characters: characters.length,
      missing: characters.filter((name) => !calls.some(({ character }) => character === name)),
      isOffline: deps.factFinder.model === 'offline',
      askedLang,
    })
    const file = await storeResult(deps.artifacts, task, {
      generation_date: new Date().toISOString(),
      source_file: payload[KEY],
      lang: story.lang,
      model_used: deps.factFinder.model,
      identified_facts_by_character: toFactsByCharacter(characters, facts, story.lang),
    })
    return { message: text, outputPath: file.relativePath }
  }
