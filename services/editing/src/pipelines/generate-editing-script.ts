import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { Deps } from '../deps.ts'
import { chooseFrameRate } from '../steps/choose-frame-rate.ts'
import { citeScenes } from '../steps/cite-scenes.ts'
import { fitToFrames } from '../steps/fit-to-frames.ts'
import { listCandidates } from '../steps/list-candidates.ts'
import { loadDubbingScript } from '../steps/load-dubbing-script.ts'
import { loadStory } from '../steps/load-story.ts'
import { measureAudio } from '../steps/measure-audio.ts'
import { say } from '../steps/say.ts'
import { storeEditingScript } from '../steps/store-editing-script.ts'
import { writeEditingScript } from '../steps/write-editing-script.ts'

/** Lines closer than this are one conversation (EDGE_CONTRACT §5). */
const DEFAULT_GAP_SEC = 1

export const makeEditingPipeline =
  (deps: Deps): TaskHandler<'GENERATE_EDITING_SCRIPT'> =>
  async (task, run) => {
    run.progress(0, say(task.locale, 'progress.reading'))
    const sentences = await loadDubbingScript(deps.artifacts, task)
    const story = await loadStory(deps.artifacts, task)
    const rate = chooseFrameRate(task, story)
    const audio = await measureAudio(deps.artifacts, task.orgId, sentences)

    run.progress(0.2, say(task.locale, 'progress.choosing'))
    const candidates = listCandidates(story, task.payload.service_params.gap_threshold ?? DEFAULT_GAP_SEC)
    const narrations = sentences.map(({ narration }) => narration)
    const cited = citeScenes(story, sentences)
    const choice = await deps.chooser({ lang: story.lang, narrations, cited, candidates }, task, run)

    run.progress(0.5, say(task.locale, 'progress.fitting', { count: sentences.length }))
    const fitted = fitToFrames(story, cited, audio, candidates, choice.prefer, rate)

    run.progress(0.9, say(task.locale, 'progress.storing'))
    const rows = writeEditingScript(story, sentences, audio, fitted, candidates, rate)
    return storeEditingScript(deps.artifacts, task, { rows, fitted, rate, choice })
  }
