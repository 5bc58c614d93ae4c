import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { NarrationBrief } from '../brief/brief.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'
import { makeAbsentPeopleFinder } from './find-absent-people.ts'
import { makeContradictionFinder } from './find-contradictions.ts'
import type { Finding, GroundedSegment } from './finding.ts'

const REWRITES_AT_ONCE = 4

/**
 * Holds the people each segment names, and what it says of them, against its scenes and the facts of the story. A
 * writer that can is asked once to tell it again; a text that still has anything to object to leaves it as it was.
 * Either way the findings stay with the segment and block nothing. Names and facts can be compared only in the story's
 * own language.
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
  return runBounded(segments, REWRITES_AT_ONCE, async (segment) => {
    const scenes = brief.scenes.filter(({ scene }) => segment.sceneIds.includes(scene.id))
    const objectionsTo = (text: string) => ({
      absent: findAbsent(text, scenes).filter((name) => name !== brief.narrator),
      contradicted: findContradicted(text, scenes),
    })
    const { absent, contradicted } = objectionsTo(segment.text)
    if (absent.length + contradicted.length === 0) return segment
    const note = (outcome: 'rewritten' | 'kept'): Finding[] => [
      ...segment.findings,
      ...(absent.length > 0 ? [{ check: 'people', outcome, names: absent } as const] : []),
      ...(contradicted.length > 0 ? [{ check: 'facts', outcome, contradicted } as const] : []),
    ]
    if (!writer.rewrite || run.hurry()) return { ...segment, findings: note('kept') }
    const request = { text: segment.text, lang: brief.lang, scenes, absent, contradicted }
    const text = await writer.rewrite(request, run.signal)
    const left = objectionsTo(text)
    const isBetter = text.trim() !== '' && left.absent.length + left.contradicted.length === 0
    return isBetter ? { ...segment, text, findings: note('rewritten') } : { ...segment, findings: note('kept') }
  })
}
