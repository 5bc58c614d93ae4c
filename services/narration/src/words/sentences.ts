import { makeSentences } from '@vss/shared/errors/sentence.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** A sentence of this service in the language of the person who asked. */
export const sentences = makeSentences({ en, zh })
