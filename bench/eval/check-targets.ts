import { CUTTERS, type Cutter } from './film.ts'
import type { EvalFigures } from './run-eval.ts'

/** A target, the figure of the services, and those of the baselines; null where a baseline has no such figure. */
export type Target = { what: string; wanted: string; isMet: boolean } & Record<Cutter, string | null>

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const seconds = (value: number): string => `${value.toFixed(2)} s`
const worst = (values: readonly number[]): number => Math.max(...values)
const least = (values: readonly number[]): number => Math.min(...values)

type FilmTarget = {
  what: string
  wanted: string
  of: (figures: EvalFigures, cutter: Cutter) => number
  isMet: (value: number) => boolean
  print: (value: number) => string
}

const filmsOf = ({ cases, hardFilms }: EvalFigures, cutter: Cutter) => [
  ...cases.map(({ films }) => films[cutter]),
  ...hardFilms.filter(({ cut }) => cut === cutter),
]

const FILM_TARGETS: FilmTarget[] = [
  {
    what: 'sentence ends at which picture and audio are within one frame, least of all films, hard ones too',
    wanted: '100 %',
    of: (figures, cutter) => least(filmsOf(figures, cutter).map(({ lockedShare }) => lockedShare)),
    isMet: (value) => value === 1,
    print: percent,
  },
  {
    what: 'footage outside its scene, all films and hard ones together',
    wanted: '0 s',
    of: (figures, cutter) => filmsOf(figures, cutter).reduce((total, { spillSec }) => total + spillSec, 0),
    isMet: (value) => value === 0,
    print: seconds,
  },
  {
    what: 'footage shown again while other remains, most of all films',
    wanted: '0 s',
    of: ({ cases }, cutter) => worst(cases.map(({ films }) => films[cutter].avoidableOverlapSec)),
    isMet: (value) => value === 0,
    print: seconds,
  },
  {
    what: 'order of the clips (tau), least of the linear stories',
    wanted: '≥ 0.95',
    of: ({ cases }, cutter) =>
      least(cases.filter(({ isLinear }) => isLinear).map(({ films }) => films[cutter].tau ?? 0)),
    isMet: (value) => value >= 0.95,
    print: (value) => value.toFixed(3),
  },
]

type OwnTarget = { what: string; wanted: string; value: number; isMet: boolean; text: string }

const ownTargets = ({ cases, prediction, retrieval }: EvalFigures): OwnTarget[] => {
  const langs = ['zh', 'en'] as const
  const lengths = cases.map(({ narration }) => narration.lengthOfTarget)
  const furthest = lengths.reduce((far, one) => (Math.abs(one - 1) > Math.abs(far - 1) ? one : far), 1)
  const over = worst(cases.map(({ narration }) => narration.overLimitShare))
  const contradicted = worst(cases.map(({ narration }) => narration.contradictedShare))
  const share = (what: string, wanted: string, value: number, isMet: boolean) => ({
    what,
    wanted,
    value,
    isMet,
    text: percent(value),
  })
  return [
    ...langs.map((lang) => {
      const { withinCalibrated: value } = prediction[lang]
      return share(`${lang}: measured ÷ predicted in 0.9–1.1 after calibration`, '≥ 95 %', value, value >= 0.95)
    }),
    share('film length of target, the furthest', '90–110 %', furthest, Math.abs(furthest - 1) <= 0.1),
    share('sentences over duration_limit, most of all stories', '≤ 5 %', over, over <= 0.05),
    share('sentences with a contradiction, most of all stories', '0 %', contradicted, contradicted === 0),
    ...langs.map((lang) => {
      const { recall10: value } = retrieval[lang].dialogue
      return share(`${lang}: recall@10 on dialogue questions`, '≥ 95 %', value, value >= 0.95)
    }),
  ]
}

/** Compares the figures with what was promised. */
export const checkTargets = (figures: EvalFigures): Target[] => [
  ...FILM_TARGETS.map(({ what, wanted, of, isMet, print }): Target => {
    const [ours, A, B] = CUTTERS.map((cutter) => of(figures, cutter)) as [number, number, number]
    return { what, wanted, isMet: isMet(ours), ours: print(ours), A: print(A), B: print(B) }
  }),
  ...ownTargets(figures).map(
    ({ what, wanted, isMet, text }): Target => ({ what, wanted, isMet, ours: text, A: null, B: null }),
  ),
]
