import { fileURLToPath } from 'node:url'
import { parseWav } from '@vss/shared/audio/wav.ts'
import type { NarrationSegment } from '@vss/shared/contracts/files/narration-script.ts'
import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'
import { parseTime } from '@vss/shared/story/time.ts'
import { makeEspeakVoice } from '../../services/dubbing/src/providers/espeak.ts'
import { cleanForSpeech } from '../../services/dubbing/src/speech/clean-for-speech.ts'
import { loadTemplates } from '../../services/dubbing/src/templates/dubbing-templates.ts'
import { runEditing } from '../../services/editing/src/testing/run-editing.ts'
import { makeTestService } from '../../services/narration/src/testing/run-pipeline.ts'
import { buildCorpusIndex, type CorpusIndex } from '../../services/rag/src/retrieve/corpus-index.ts'
import { findHits } from '../../services/rag/src/retrieve/find-hits.ts'
import { buildSceneDocuments } from '../../services/rag/src/steps/build-scene-documents.ts'
import type { EvalCase } from './eval-cases.ts'
import { type Cutter, cutDialogueGroups, cutFirstScene, type Film, type Sentence } from './film.ts'

/** The corpus of a story as the rag service builds it, without character facts. */
export const indexStory = (story: Story): CorpusIndex => buildCorpusIndex(buildSceneDocuments(story, []), [])

/** The narration of a story by the code of the narration and rag services, with files and corpus in memory. */
export const tellCase = async ({ raw, story, minutes }: EvalCase): Promise<NarrationSegment[]> => {
  const index = indexStory(story)
  const retrieve = async (request: RetrieveRequest): Promise<RetrieveReply> => ({
    ok: true,
    corpusName: 'eval',
    corpusVersion: 1,
    hits: findHits(index, request),
  })
  const service = makeTestService({ retrieve })
  const blueprint_path = await service.upload('story.json', raw)
  const service_params = { lang: story.lang, control_params: { target_duration_minutes: minutes } }
  const { content } = await service.generate({ blueprint_path, asset_id: 'eval', service_params })
  return content.narration_script as NarrationSegment[]
}

const TEMPLATES = fileURLToPath(new URL('../../conf/dubbing_templates.yaml', import.meta.url))
const TEMPLATE = 'chinese_gemini_emotional'

/** Measures how long the offline voice speaks a text, in whole milliseconds, as a dubbing task with TEMPLATE would. */
export const openOfflineVoice = async (
  espeakPath: string,
): Promise<(text: string, lang: StoryLanguage) => Promise<number>> => {
  const { templates, offline } = await loadTemplates(TEMPLATES)
  const template = templates[TEMPLATE]
  if (template?.provider !== 'google_tts') throw new Error(`${TEMPLATE} is missing in ${TEMPLATES}`)
  const espeak = makeEspeakVoice(espeakPath)
  return async (text, lang) => {
    const own = offline.languages[lang]
    if (!own) throw new Error(`${TEMPLATES} has no offline voice for ${lang}`)
    const { wav } = await espeak.synthesize({
      name: 'bench',
      provider: 'espeak-ng',
      model: 'espeak-ng',
      voice: `${own.voice}+${offline.timbres[template.voice]}`,
      language: lang,
      rate: own.words_per_minute,
      pitch: own.pitch,
      text: cleanForSpeech(text, lang),
      instruct: '',
      signal: new AbortController().signal,
    })
    return Math.ceil(parseWav(wav).durationSec * 1000)
  }
}

/** The film as the editing service makes it. */
const cutFilm = async ({ raw, fps }: Pick<EvalCase, 'raw' | 'fps'>, sentences: readonly Sentence[]): Promise<Film> => {
  const dubbing_script = sentences.map(({ text, sceneIds, audioMs }, index) => ({
    narration: text,
    source_scene_ids: sceneIds,
    audio_file_path: `tasks/1/audio/${index}.wav`,
    duration_seconds: audioMs / 1000,
  }))
  const { script } = await runEditing({ story: raw, dubbing: { dubbing_script }, serviceParams: { fps } })
  return script.editing_script.map(({ b_roll_clips }) =>
    b_roll_clips.map((clip) => ({
      sceneId: clip.scene_id,
      startMs: parseTime(clip.start_time) ?? Number.NaN,
      durationMs: Math.round(clip.duration * 1000),
    })),
  )
}

/** The films of the editing service and of both baselines. */
export const cutFilms = async (
  given: Pick<EvalCase, 'raw' | 'fps' | 'story'>,
  sentences: readonly Sentence[],
): Promise<Record<Cutter, Film>> => ({
  ours: await cutFilm(given, sentences),
  A: cutFirstScene(given.story, sentences),
  B: cutDialogueGroups(given.story, sentences),
})
