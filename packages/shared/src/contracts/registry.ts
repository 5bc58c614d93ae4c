import type { z } from 'zod'
import { characterIdentifier } from './character-identifier.ts'
import { deployRagCorpus } from './deploy-rag-corpus.ts'
import { generateDubbing } from './generate-dubbing.ts'
import { generateEditingScript } from './generate-editing-script.ts'
import { generateNarration } from './generate-narration.ts'
import { localizeNarration } from './localize-narration.ts'
import type { PayloadOf, ServiceName } from './task-contract.ts'

/** Every task type of the product. A new one needs its contract file, a line here, and a pipeline in its service. */
export const TASKS = {
  CHARACTER_IDENTIFIER: characterIdentifier,
  DEPLOY_RAG_CORPUS: deployRagCorpus,
  GENERATE_NARRATION: generateNarration,
  LOCALIZE_NARRATION: localizeNarration,
  GENERATE_DUBBING: generateDubbing,
  GENERATE_EDITING_SCRIPT: generateEditingScript,
} as const

export type TaskType = keyof typeof TASKS

/** The task types that a service must handle; if it forgets one, it does not compile. */
export type TaskTypeOf<S extends ServiceName> = {
  [T in TaskType]: (typeof TASKS)[T]['service'] extends S ? T : never
}[TaskType]

export type Payload<T extends TaskType> = PayloadOf<(typeof TASKS)[T]>

/** The same contracts, in a form in which the compiler knows the payload of a generic task type. */
const PAYLOADS: { readonly [T in TaskType]: { payload: z.ZodType<Payload<T>> } } = TASKS

/** The schema of a task type's payload. */
export const payloadSchemaOf = <T extends TaskType>(type: T): z.ZodType<Payload<T>> => PAYLOADS[type].payload

export const isTaskType = (value: string): value is TaskType => Object.hasOwn(TASKS, value)
