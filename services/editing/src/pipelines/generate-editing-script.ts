import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { EditingDeps } from '../deps.ts'
import { chooseFrameRate, citeScenes } from '../steps/film.ts'
import { fitToFrames } from '../steps/fit-to-frames.ts'
import { listCandidates } from '../steps/list-candidates.ts'
import { loadDubbingScript, loadStory } from '../steps/load-inputs.ts'
import { measureAudio } from '../steps/measure-audio.ts'
import { storeEditingScript } from '../steps/store-editing-script.ts'
import { say } from '../words/sentences.ts'

/** Lines closer than this are one conversation, unless the task says otherwise: `gap_threshold` in docs/tasks.md. */
const DEFAULT_GAP_SEC = 1

/** Says which seconds of which scene play under each sentence of a dubbing script, fitted to whole frames. */
export const makeEditingPipeline =
  ({ artifacts, chooser }: EditingDeps): TaskHandler<'GENERATE_EDITING_SCRIPT'> =>
  async (task, run) => {
    run.progress(0, say(task.locale, 'progress.reading'))
    const sentences = await loadDubbingScript(artifacts, task)
    const story = await loadStory(artifacts, task)
    const film = {
      story,
      sentences,
      rate: chooseFrameRate(task, story),
      audio: await measureAudio(artifacts, task.orgId, sentences),
      cited: citeScenes(story, sentences),
      candidates: listCandidates(story, task.payload.service_params.gap_threshold ?? DEFAULT_GAP_SEC),
    }

    run.progress(0.2, say(task.locale, 'progress.choosing'))
    const narrations = sentences.map(({ narration }) => narration)
    const choice = await chooser({ ...film, lang: story.lang, narrations }, task, run)

    run.progress(0.5, say(task.locale, 'progress.fitting', { count: sentences.length }))
    const fitted = fitToFrames(film, choice.prefer)

    run.progress(0.9, say(task.locale, 'progress.storing'))
    return storeEditingScript(artifacts, task, film, fitted, choice)
  }
