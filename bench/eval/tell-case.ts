import type { NarrationSegment } from '@vss/shared/contracts/files/narration-script.ts'
import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { makeTestService } from '../../services/narration/src/testing/run-pipeline.ts'
import { buildCorpusIndex, type CorpusIndex } from '../../services/rag/src/retrieve/corpus-index.ts'
import { findHits } from '../../services/rag/src/retrieve/find-hits.ts'
import { buildSceneDocuments } from '../../services/rag/src/steps/build-scene-documents.ts'
import type { EvalCase } from './eval-cases.ts'

/** The corpus of a story as the rag service builds it, without character facts. */
export const indexStory = (story: Story): CorpusIndex => buildCorpusIndex(buildSceneDocuments(story, []), [])

/** The narration of a story by the narration and rag services' own code, files and corpus in memory. */
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
