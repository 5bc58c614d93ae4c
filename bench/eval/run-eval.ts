import { runBounded } from '@vss/shared/process/run-bounded.ts'
import { type FrameRate, parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { QuestionKind } from '../questions.ts'
import { type EvalCase, evalCases } from './eval-cases.ts'
import type { Cutter, Film } from './film.ts'
import { type FilmFigures, measureFilm } from './measure-film.ts'
import { type HardFigures, measureHardFilms } from './measure-hard-films.ts'
import { measureNarration, type NarrationFigures } from './measure-narration.ts'
import { measurePrediction, type Prediction, type PredictionFigures } from './measure-prediction.ts'
import { knownSentences, measureRelevance, type RelevanceFigures } from './measure-relevance.ts'
import { measureRetrieval, type RetrievalFigures } from './measure-retrieval.ts'
import { cutFilms, openOfflineVoice, tellCase } from './offline-services.ts'

export type CaseFigures = {
  name: string
  lang: StoryLanguage
  fps: string
  isLinear: boolean
  narration: NarrationFigures
  films: Record<Cutter, FilmFigures>
  /** Only for invented stories: there the scene that a sentence is about is known. */
  relevance: Record<Cutter, RelevanceFigures> | null
}

export type EvalFigures = {
  cases: CaseFigures[]
  hardFilms: HardFigures[]
  prediction: Record<StoryLanguage, PredictionFigures>
  retrieval: Record<StoryLanguage, Record<QuestionKind, RetrievalFigures>>
}

/** espeak-ng runs one process per sentence: more of them than cores would only wait for each other. */
const PARALLEL_VOICES = 2

const forEach = <T>(films: Record<Cutter, Film>, measure: (film: Film) => T): Record<Cutter, T> => ({
  ours: measure(films.ours),
  A: measure(films.A),
  B: measure(films.B),
})

type Speak = (text: string, lang: StoryLanguage) => Promise<number>

const rateOf = (fps: string): FrameRate => {
  const rate = parseFrameRate(fps)
  if (!rate) throw new Error(`${fps} is no frame rate`)
  return rate
}

const evalOne = async (given: EvalCase, speak: Speak): Promise<{ figures: CaseFigures; predictions: Prediction[] }> => {
  const { name, story, fps, minutes, isInvented } = given
  const { lang } = story
  const segments = await tellCase(given)
  const takes = await runBounded(segments, PARALLEL_VOICES, ({ narration }) => speak(narration, lang))
  const sentences = segments.map(({ narration, source_scene_ids }, at) => ({
    text: narration,
    sceneIds: source_scene_ids,
    audioMs: takes[at] ?? 0,
  }))
  const films = await cutFilms(given, sentences)
  const known = isInvented ? knownSentences(story) : null
  const figures: CaseFigures = {
    name,
    lang,
    fps,
    isLinear: story.scenes.every(({ timeline }) => timeline === 'LINEAR'),
    narration: measureNarration(story, segments, sentences, minutes),
    films: forEach(films, (film) => measureFilm(film, sentences, story, rateOf(fps))),
    relevance: known && forEach(await cutFilms(given, known), (film) => measureRelevance(film, known)),
  }
  const predictions = segments.map(({ metadata }, at) => ({
    story: story.name,
    lang,
    predictedSec: metadata.expected_audio_duration ?? metadata.pred_audio_duration,
    measuredSec: (takes[at] ?? 0) / 1000,
  }))
  return { figures, predictions }
}

/** Measures everything that needs no live provider. Runs with the same espeak-ng give the same figures. */
export const runEval = async (espeakPath: string): Promise<EvalFigures> => {
  const speak = await openOfflineVoice(espeakPath)
  const cases: CaseFigures[] = []
  const predictions: Prediction[] = []
  for (const given of evalCases()) {
    const one = await evalOne(given, speak)
    cases.push(one.figures)
    predictions.push(...one.predictions)
  }
  const predictionIn = (lang: StoryLanguage) => measurePrediction(predictions.filter((one) => one.lang === lang))
  return {
    cases,
    hardFilms: await measureHardFilms(),
    prediction: { zh: predictionIn('zh'), en: predictionIn('en') },
    retrieval: { zh: measureRetrieval('zh'), en: measureRetrieval('en') },
  }
}
