import { makeSentences } from '@vss/shared/errors/sentence.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** Renders what this service says to people. */
export const say = makeSentences({ en, zh })
