import { predictSpeechSec } from '@vss/shared/speech/predict-speech-sec.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import { countUnitOf, countUnits } from '../language/count-units.ts'

/** Share of the footage that speech may cover; the rest is air between sentences. */
const SPOKEN_SHARE = 0.9

/** The longest narration without a target, in seconds; also the longest target a client may send. */
const LONGEST_SEC = 30 * 60

export type LengthPlan = {
  totalSec: number
  /** The target in seconds, where the footage cannot carry it. */
  cutFromSec: number | null
}

/**
 * Plans the length of the narration: the target, but at most nine tenths of the retrieved footage (less where a negative
 * overflow tolerance asks for more air). Without a target the footage alone decides, up to half an hour.
 */
export const planLength = (
  footageSec: number,
  targetMinutes: number | null | undefined,
  overflowTolerance: number,
): LengthPlan => {
  const carried = footageSec * Math.min(SPOKEN_SHARE, 1 + overflowTolerance)
  if (targetMinutes === null || targetMinutes === undefined)
    return { totalSec: Math.min(carried, LONGEST_SEC), cutFromSec: null }
  const targetSec = targetMinutes * 60
  return targetSec > carried ? { totalSec: carried, cutFromSec: targetSec } : { totalSec: targetSec, cutFromSec: null }
}

/** Units a second of a narration in the language of its story, when the task asks for no rate. */
const NARRATION_RATE: Record<string, number> = { zh: 4.2, en: 2.5 }

/** The same for a localised script: a translation into Chinese is spoken a little slower. */
const LOCALISED_RATE: Record<string, number> = {
  zh: 3.8,
  ja: 4.0,
  ko: 3.5,
  en: 2.5,
  fr: 2.5,
  pt: 2.5,
  es: 3.0,
  it: 2.8,
  de: 2.2,
  ru: 2.0,
}

/** Up to this, a rate sent for Chinese means words a second: it was left over from an English asset. */
const WORDS_RATE_LIMIT = 3.4

export type SpeakingRate = {
  rate: number
  /** The rate that was asked for but not used; null when it was used, or none was asked for. */
  replaced: number | null
  /** Measured over predicted seconds of the voice the organisation last used; null when the asked rate is used. */
  voicePace: number | null
}

/** The rate that writers plan with, in units a second: the asked one, or the usual one at the pace of the voice. */
export const plannedRate = ({ rate, voicePace }: SpeakingRate): number => rate / (voicePace ?? 1)

/** Seconds of speech expected from the sounds and pauses of the text; null when the asked rate decides. */
export const expectedSec = (text: string, lang: string, { voicePace }: SpeakingRate): number | null =>
  voicePace === null ? null : predictSpeechSec(text, lang) * voicePace

/** Seconds of speech the text is held to: by its sounds, or by the asked rate. */
export const spokenSec = (text: string, lang: string, speakingRate: SpeakingRate): number =>
  expectedSec(text, lang, speakingRate) ?? countUnits(text, lang) / speakingRate.rate

/**
 * The pace of the organisation's voice in a language. Kept as a step: when the voice is measured again between two
 * attempts, the brief must stay the same, or a paid draft would be written again.
 */
export const loadVoicePace = (
  voicePaceOf: (orgId: string, lang: string) => Promise<number>,
  orgId: string,
  lang: string,
  run: Pick<Run, 'step'>,
): Promise<number> => run.step('voice-pace', 1, lang, () => voicePaceOf(orgId, lang))

export type RateWish = {
  kind: 'narration' | 'localised'
  /** The language that is spoken. */
  lang: string
  asked: number | null | undefined
  /** The language the asked rate is meant for; the spoken one by default. */
  askedLang?: string
  /** Of `findVoicePace`. */
  voicePace: number
}

/**
 * The speaking rate of a narration. A rate for another language than the spoken one, and one that can only mean words
 * where characters are counted, are replaced by the usual rate of the language.
 */
export const chooseSpeakingRate = ({ kind, lang, asked, askedLang = lang, voicePace }: RateWish): SpeakingRate => {
  const table = kind === 'narration' ? NARRATION_RATE : LOCALISED_RATE
  const usual = table[lang] ?? (countUnitOf(lang) === 'characters' ? 4 : 2.5)
  if (asked === null || asked === undefined) return { rate: usual, replaced: null, voicePace }
  const isWrongUnit = lang === 'zh' && asked <= WORDS_RATE_LIMIT
  return isWrongUnit || askedLang !== lang
    ? { rate: usual, replaced: asked, voicePace }
    : { rate: asked, replaced: null, voicePace: null }
}
