import type { SeededRandom } from '@vss/shared/story-generator/seeded-random.ts'

const ROOTS = [
  '',
  ' ',
  '\n\n',
  'null',
  'true',
  '0',
  '-1',
  '"x"',
  '[]',
  '{}',
  '[{}]',
  '[[]]',
  '{"scenes":{}}',
  'NaN',
  "{'a':1}",
]
const TAILS = ['x', '{}', ']', ',', '\u0000', '\n// done', '\n\n   ', '{"chapters":1}']

type TextMutation = (text: string, random: SeededRandom) => Buffer

/** Repeats a key in the same object: JSON.parse takes the last one. */
const repeatKey = (text: string, random: SeededRandom): string => {
  const keys = [...text.matchAll(/[{,]("\w{1,40}":)/g)]
  if (!keys.length) return text
  const { index, 1: key = '' } = random.pick(keys)
  const value = random.pick(['null', '{}', '[]', '1', '"x"'])
  return `${text.slice(0, index + 1)}${key}${value},${text.slice(index + 1)}`
}

const anywhere = (bytes: Buffer, random: SeededRandom, insert: number[]): Buffer => {
  const at = random.int(0, bytes.length)
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(insert), bytes.subarray(at)])
}

const TEXT_MUTATIONS: Record<string, TextMutation> = {
  'byte-order mark': (text) => Buffer.from(`\ufeff${text}`),
  'two byte-order marks': (text) => Buffer.from(`\ufeff\ufeff${text}`),
  'trailing text': (text, random) => Buffer.from(text + random.pick(TAILS)),
  'cut off': (text, random) => Buffer.from(text.slice(0, random.int(0, text.length - 1))),
  'another root': (_text, random) => Buffer.from(random.pick(ROOTS)),
  'bytes that are no UTF-8': (text, random) =>
    anywhere(Buffer.from(text), random, random.pick([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf8, 0x88], [0x00]])),
  'one byte missing': (text, random) => {
    const bytes = Buffer.from(text)
    const at = random.int(0, bytes.length - 1)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
  },
  'UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'repeated key': (text, random) => Buffer.from(repeatKey(repeatKey(text, random), random)),
}

/** Corrupts a file below the level of JSON values. Returns the bytes and what was done. */
export const mutateText = (text: string, random: SeededRandom): { bytes: Buffer; done: string } => {
  const done = random.pick(Object.keys(TEXT_MUTATIONS))
  return { bytes: TEXT_MUTATIONS[done]?.(text, random) ?? Buffer.from(text), done }
}
