import type { EdgeIdentity } from '../harness/edge-client.ts'
import { EdgeHttpError, makeEdgeClient } from '../harness/edge-client.ts'
import type { Studio } from '../harness/open-studio.ts'

/** Two people and three lines: what a task costs beside its work. */
const TINY_STORY = Buffer.from(
  JSON.stringify({
    project_metadata: { project_name: 'Tiny' },
    chapters: { 1: { id: 1, name: 'One', scene_ids: [1] } },
    scenes: {
      1: {
        id: 1,
        chapter_id: 1,
        start_time: '00:00:00.000',
        end_time: '00:00:20.000',
        dialogues: [
          { content: 'I am a doctor.', speaker: 'Ada', start_time: '00:00:01.000', end_time: '00:00:03.000' },
          { content: 'Then look at my hand.', speaker: 'Ben', start_time: '00:00:04.000', end_time: '00:00:07.000' },
        ],
      },
    },
  }),
)

/** An organisation that has uploaded its tiny story and asks about it. */
export type Asker = { ask(): Promise<number> }

const POLL_MS = 1_000

export const makeAskers = async (studio: Studio, count: number): Promise<Asker[]> => {
  const askers: Asker[] = []
  for (let i = 0; i < count; i += 1) {
    const client = makeEdgeClient(studio.stack.gatewayUrl, await studio.anotherTenant(), 'A', POLL_MS)
    const path = await client.upload('story.json', TINY_STORY)
    askers.push({ ask: () => client.createTask('CHARACTER_IDENTIFIER', { input_file_path: path }) })
  }
  return askers
}

/** One organisation's dubbings of one sentence, of which no two are alike: none is cached. */
export const makeSpeaker = (studio: Studio, identity: EdgeIdentity): (() => Promise<number>) => {
  const client = makeEdgeClient(studio.stack.gatewayUrl, identity, 'A', POLL_MS)
  const service_params = { template_name: 'chinese_gemini_emotional', target_lang: 'en' }
  let spoken = 0
  return async () => {
    spoken += 1
    const segment = { narration: `Ferry number ${spoken} leaves at six, with or without her.`, source_scene_ids: [1] }
    const path = await client.upload('narration.json', Buffer.from(JSON.stringify({ narration_script: [segment] })))
    return client.createTask('GENERATE_DUBBING', { input_narration_path: path, service_params })
  }
}

/** What a POST that was not accepted was answered with. */
export const refusalOf = (error: unknown): string =>
  error instanceof EdgeHttpError ? `${error.status} ${error.body.slice(0, 200)}` : String(error)
