import { makeSentences } from '@vss/shared/errors/sentence.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

export const sentences = makeSentences({ en, zh })
