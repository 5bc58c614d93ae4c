import { noteOtherModel } from '@vss/shared/ai/language-model.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { RagDeps } from '../deps.ts'
import { describeIdentification } from '../steps/describe-result.ts'
import { findFacts, pickCharacters, planFactCalls } from '../steps/find-facts.ts'
import { loadStory } from '../steps/load-inputs.ts'
import { mergeFacts, toFactsByCharacter } from '../steps/merge-facts.ts'
import { sentences } from '../words/sentences.ts'

const SCENES_PER_CALL = 10
/** For a model, which answers them concurrently; rules run one at a time anyway. */
const PARALLEL_CALLS = 4

/** CHARACTER_IDENTIFIER: finds what the story states about each of its characters, with the words that state it. */
export const makeIdentifyCharactersPipeline =
  (deps: Pick<RagDeps, 'artifacts' | 'factFinderFor'>): TaskHandler<'CHARACTER_IDENTIFIER'> =>
  async (task, run) => {
    const { locale, orgId, payload } = task
    const { characters_to_analyze: asked, scene_chunk_size: chunkSize, lang, temp, model } = payload.service_params
    const finder = deps.factFinderFor(task)
    run.progress(0.05, sentences(locale, 'progress_reading'))
    const story = await loadStory(deps.artifacts, orgId, payload, 'input_file_path')
    const characters = pickCharacters(story, asked)
    const calls = planFactCalls(story, characters, Math.min(chunkSize ?? SCENES_PER_CALL, finder.maxScenes))
    const total = calls.length
    const found = await findFacts(finder, story, calls, run, {
      concurrency: PARALLEL_CALLS,
      temperature: temp,
      onAnswer: (done) =>
        run.progress(0.1 + (0.8 * done) / total, sentences(locale, 'progress_finding', { done, total })),
    })
    const { facts } = mergeFacts(found.facts, story.scenes)
    const message = describeIdentification(locale, story, {
      facts: facts.length,
      unproved: found.unproved,
      characters: characters.length,
      missing: characters.filter((name) => !calls.some(({ character }) => character === name)),
      isOffline: finder.model === 'offline',
      askedLang: lang,
      modelNote: noteOtherModel(locale, model, finder.model),
    })
    const usage = await finder.usage()
    const { relativePath } = await storeResult(deps.artifacts, task, {
      generation_date: new Date().toISOString(),
      source_file: payload.input_file_path,
      lang: story.lang,
      model_used: finder.model,
      identified_facts_by_character: toFactsByCharacter(characters, facts, story.lang),
      ...(usage && { facts_unproved: found.unproved, ai_total_usage: usage }),
    })
    return { message, outputPath: relativePath }
  }
