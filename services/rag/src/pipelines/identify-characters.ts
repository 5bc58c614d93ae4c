import { noteOtherModel } from '@vss/shared/ai/language-model.ts'
import { readJsonInput } from '@vss/shared/artifacts/read-json-input.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { Deps } from '../deps.ts'
import { message } from '../message.ts'
import { describeIdentification } from '../steps/describe-result.ts'
import { findFacts, pickCharacters, planFactCalls } from '../steps/find-facts.ts'
import { mergeFacts, toFactsByCharacter } from '../steps/merge-facts.ts'

const KEY = 'input_file_path'
const SCENES_PER_CALL = 10
/** A model answers them side by side; rules take turns anyway. */
const PARALLEL_CALLS = 4

/** CHARACTER_IDENTIFIER: what the story states about each of its characters, with the words that state it. */
export const makeIdentifyCharactersPipeline =
  (deps: Pick<Deps, 'artifacts' | 'factFinderFor'>): TaskHandler<'CHARACTER_IDENTIFIER'> =>
  async (task, run) => {
    const { locale, orgId, payload } = task
    const params = payload.service_params
    const { characters_to_analyze: asked, scene_chunk_size: chunkSize, lang: askedLang, temp } = params
    const finder = deps.factFinderFor(task)
    run.progress(0.05, message(locale, 'progress_reading'))
    const story = normaliseStory(await readJsonInput(deps.artifacts, orgId, { key: KEY, path: payload[KEY] }), KEY)
    const characters = pickCharacters(story, asked)
    const calls = planFactCalls(story, characters, Math.min(chunkSize ?? SCENES_PER_CALL, finder.maxScenes))
    const total = calls.length
    const found = await findFacts(finder, story, calls, run, {
      concurrency: PARALLEL_CALLS,
      temperature: temp,
      onAnswer: (done) =>
        run.progress(0.1 + (0.8 * done) / total, message(locale, 'progress_finding', { done, total })),
    })
    const { facts } = mergeFacts(found.facts, story.scenes)
    const text = describeIdentification(locale, story, {
      facts: facts.length,
      unproved: found.unproved,
      characters: characters.length,
      missing: characters.filter((name) => !calls.some(({ character }) => character === name)),
      isOffline: finder.model === 'offline',
      askedLang,
      modelNote: noteOtherModel(locale, params.model, finder.model),
    })
    const usage = await finder.usage()
    const file = await storeResult(deps.artifacts, task, {
      generation_date: new Date().toISOString(),
      source_file: payload[KEY],
      lang: story.lang,
      model_used: finder.model,
      identified_facts_by_character: toFactsByCharacter(characters, facts, story.lang),
      ...(usage && { facts_unproved: found.unproved, ai_total_usage: usage }),
    })
    return { message: text, outputPath: file.relativePath }
  }
