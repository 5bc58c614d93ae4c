import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import { type BriefScene, type Contradiction, type NarrationBrief, textOfScene } from '../brief/brief.ts'
import { type Gender, genderOfFact, nameOfSpeaker } from '../language/find-people.ts'
import { escapePattern } from '../language/keywords.ts'
import { SPEECH_EN, SPEECH_ZH } from '../language/lexicon.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'
import type { Finding, GroundedSegment } from './ground-segments.ts'

/** A part of a name with fewer letters cannot be distinguished from a word. */
const SHORTEST_PART = 3

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
/** Whether a dictionary knows it: "天明" and "护士" are words before they are names. */
const isChineseWord = (form: string): boolean => {
  const [first, ...rest] = segmenter.segment(form)
  return first !== undefined && rest.length === 0
}

const partsOf = (name: string, lang: Story['lang']): string[] => {
  const characters = Array.from(name)
  if (lang === 'zh') return characters.length === 3 ? [characters.slice(1).join('')] : []
  return name.split(/\s+/).filter((word) => {
    const isTitle = SPEECH_EN.titles.includes(word.toLowerCase().replace(/\.$/, ''))
    return word.length >= SHORTEST_PART && /^\p{Lu}/u.test(word) && !isTitle
  })
}

/**
 * Makes a function that finds the people a text names although its scenes do not. A person is recognised by the whole
 * name, and by each part of it that belongs to one person only and is not a word of the story. Any part of the name in a
 * scene counts as presence. So every finding is certain; pronouns and nicknames are ignored.
 */
export const makeAbsentPeopleFinder = (story: Story) => {
  const { lang } = story
  const names = [...new Set(story.characters.flatMap((raw) => nameOfSpeaker(raw, lang) ?? []))]
  const owners = new Map<string, Set<string>>()
  const own = (form: string, name: string) => owners.set(form, (owners.get(form) ?? new Set()).add(name))
  for (const name of names) for (const form of [name, ...partsOf(name, lang)]) own(form, name)
  const words = new Set(
    story.scenes.flatMap((scene) => textOfScene({ scene, facts: [] }).match(/(?<!\p{L})\p{Ll}+/gu) ?? []),
  )
  const nameOf = new Map(
    [...owners].flatMap(([form, who]): [string, string][] => {
      const [name, ...others] = who
      const isWord =
        Array.from(form).length < 2 || (lang === 'zh' ? isChineseWord(form) : words.has(form.toLowerCase()))
      return name && others.length === 0 && !isWord ? [[form, name]] : []
    }),
  )
  const forms = [...nameOf.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  const any = forms.map(escapePattern).join('|')
  const pattern = new RegExp(lang === 'en' ? `(?<!\\p{L})(?:${any})(?!\\p{L})` : any, 'gu')

  return (text: string, scenes: readonly Pick<BriefScene, 'scene' | 'facts'>[]): string[] => {
    if (forms.length === 0) return []
    const named = new Set((text.match(pattern) ?? []).flatMap((form) => nameOf.get(form) ?? []))
    const material = scenes.map(textOfScene).join('\n')
    return [...named].filter((name) => ![name, ...partsOf(name, lang)].some((form) => material.includes(form)))
  }
}

/** A shorter value would be found inside other words. */
const SHORTEST_VALUE = 2

const anyOf = (words: readonly string[]): string => [...words].map(escapePattern).join('|')

/** A name with a title that states a gender: "Mrs Pryce", "沈知夏女士". */
const titlePattern = (name: string, gender: Gender, lang: StoryLanguage): RegExp =>
  lang === 'en'
    ? new RegExp(`\\b(?:${anyOf(SPEECH_EN.titlesOf[gender])})\\.? ${escapePattern(name)}(?!\\p{L})`, 'iu')
    : new RegExp(`${escapePattern(name)}(?:${anyOf(SPEECH_ZH.titlesOf[gender])})`, 'u')

/** A statement of a role, and nothing after it: "Clara is a nurse.", "Clara, a nurse, …", "沈知夏是律师，…". */
const rolePattern = (name: string, value: string, lang: StoryLanguage): RegExp =>
  lang === 'en'
    ? new RegExp(
        `(?<!\\p{L})${escapePattern(name)}(?:,| is| was) (?:an?|the) ${escapePattern(value)}(?=[.,;:!?]|$)`,
        'iu',
      )
    : new RegExp(`${escapePattern(name)}是(?:一?[名位个])?${escapePattern(value)}(?=[，。；！？]|$)`, 'u')

/** Finds statements against the facts in a text that cites the scenes. */
type Check = (text: string, scenes: readonly BriefScene[]) => Contradiction[]

/** A person whose facts agree on a gender, with a title of the other gender in the text. */
const genderCheck = (name: string, values: readonly string[], lang: StoryLanguage): Check => {
  const known = new Set(values.map(genderOfFact))
  const [gender] = known
  if (!gender || known.size > 1) return () => []
  const wrong = titlePattern(name, gender === 'female' ? 'male' : 'female', lang)
  return (text) => {
    const said = wrong.exec(text)?.[0]
    return said ? [{ name, said, known: [...new Set(values)] }] : []
  }
}

/** A person with an occupation that the facts give only to others, and that the scenes do not mention. */
const occupationCheck = (
  name: string,
  values: readonly string[],
  all: readonly string[],
  lang: StoryLanguage,
): Check => {
  const own = values.map((value) => value.toLowerCase())
  const foreign = all.filter((value) => {
    const word = value.toLowerCase()
    return word.length >= SHORTEST_VALUE && !own.some((mine) => mine.includes(word) || word.includes(mine))
  })
  const patterns = foreign.map((value) => ({ value, pattern: rolePattern(name, value, lang) }))
  return (text, scenes) =>
    patterns.flatMap(({ value, pattern }) => {
      const said = pattern.exec(text)?.[0]
      const isShown =
        said &&
        scenes
          .map(({ scene }) => textOfScene({ scene, facts: [] }))
          .join('\n')
          .toLowerCase()
          .includes(value.toLowerCase())
      return said && !isShown ? [{ name, said, known: [...new Set(values)] }] : []
    })
}

/**
 * Makes a function that finds contradictions between a text and the character facts of the brief's scenes: a title of the
 * other gender, or the occupation of another person. Only literal statements count, so every finding is certain. A person
 * without such a fact can be anything.
 */
export const makeContradictionFinder = ({ scenes, lang }: Pick<NarrationBrief, 'scenes' | 'lang'>): Check => {
  const facts = scenes.flatMap((entry) => entry.facts)
  const valuesOf = (attribute: string) =>
    Map.groupBy(
      facts.filter((fact) => fact.attribute === attribute),
      (fact) => fact.character,
    )
  const occupations = valuesOf('occupation')
  const all = [...new Set([...occupations.values()].flat().map((fact) => fact.value))]
  const checks = [
    ...[...valuesOf('gender')].map(([name, own]) =>
      genderCheck(
        name,
        own.map(({ value }) => value),
        lang,
      ),
    ),
    ...[...occupations].map(([name, own]) =>
      occupationCheck(
        name,
        own.map(({ value }) => value),
        all,
        lang,
      ),
    ),
  ]
  return (text, cited) => checks.flatMap((check) => check(text, cited))
}

const CONCURRENT_REWRITES = 4

/**
 * Checks the people each segment names, and what it says about them, against its scenes and the facts of the story. A
 * writer that can rewrite is asked once; a rewritten text that still has a problem is discarded. In both cases the
 * findings are recorded in the segment and block nothing. Names and facts can be compared only in the story's own
 * language, so a narration in another one is not checked.
 */
export const checkClaims = async (
  segments: readonly GroundedSegment[],
  brief: NarrationBrief,
  writer: NarrationWriter,
  run: Pick<Run, 'signal' | 'hurry'>,
): Promise<GroundedSegment[]> => {
  if (brief.lang !== brief.story.lang) return [...segments]
  const findAbsent = makeAbsentPeopleFinder(brief.story)
  const findContradicted = makeContradictionFinder(brief)
  return runBounded(segments, CONCURRENT_REWRITES, async (segment) => {
    const scenes = brief.scenes.filter(({ scene }) => segment.sceneIds.includes(scene.id))
    const problemsOf = (text: string) => ({
      absent: findAbsent(text, scenes).filter((name) => name !== brief.narrator),
      contradicted: findContradicted(text, scenes),
    })
    const { absent, contradicted } = problemsOf(segment.text)
    if (absent.length + contradicted.length === 0) return segment
    const note = (outcome: 'rewritten' | 'kept'): Finding[] => [
      ...segment.findings,
      ...(absent.length > 0 ? [{ check: 'people', outcome, names: absent } as const] : []),
      ...(contradicted.length > 0 ? [{ check: 'facts', outcome, contradicted } as const] : []),
    ]
    if (!writer.rewrite || run.hurry()) return { ...segment, findings: note('kept') }
    const request = { text: segment.text, lang: brief.lang, scenes, absent, contradicted }
    const text = await writer.rewrite(request, run.signal)
    const left = problemsOf(text)
    const isBetter = text.trim() !== '' && left.absent.length + left.contradicted.length === 0
    return isBetter ? { ...segment, text, findings: note('rewritten') } : { ...segment, findings: note('kept') }
  })
}
