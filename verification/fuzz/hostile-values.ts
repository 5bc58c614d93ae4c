import type { SeededRandom } from '@vss/shared/story-generator/seeded-random.ts'

/** A placeholder in JSON text for something that no JavaScript value can express; `expandMarks` replaces it. */
export const mark = (kind: 'deep' | 'number' | 'long', argument: string): string => `@@${kind}:${argument}@@`

const WRONG_TYPES: unknown[] = [7, -1, 1.5, 0, true, false, '', 'x', '   ', [], {}, [null], { a: 1 }, [[[]]], null]

const NUMBER_TEXTS = [
  ...['NaN', 'Infinity', '-Infinity', 'null', 'undefined', '0x10', '1e999', '1_000', '１２', '١٢', '--1', '+5', '1e3'],
  ...[' 7 ', '07', '7.0', '-0', '9007199254740993', '1'.repeat(400), '0.1e-400', '1,5', '½', '七'],
]

const RAW_NUMBERS = ['1e999', '-1e999', '123456789012345678901234567890', '-0', '0.1e-400', '9007199254740993', '1E21']

const NUMBERS = [
  2 ** 53,
  -(2 ** 53),
  2 ** 31,
  -(2 ** 31),
  1e21,
  1e308,
  5e-324,
  -1,
  -0.5,
  0.1 + 0.2,
  359_999.999,
  360_001,
]

const TIMES = [
  ...['00:00:60.000', '00:59:60.000', '99:99:99.999', '-00:00:01.000', '00:00:00.000', '24:00:00.000', '1:2:3'],
  ...['00:00:01.9999999', '00:00:01,5', '00：00：05', '999:59:59.999', '00:00:00:00', 'PT5S', '5s', ':::', '00:00:5'],
  ...['100:00:00.000', '00:00:00.0005', '0', '-0.02', '12.3456789', '1e2', '00:00:61', 'N/A', '无'],
]

const BAD_TEXTS = [
  '\u0000',
  '\u0007bell\u001b[31m',
  '\ud800',
  'half \udc00 pair \ud83d',
  '\ufeffmark\u200b\u202e\u2066',
  '\u2028line\u2029',
  '😀👨‍👩‍👧‍👦'.repeat(30),
  'e\u0301'.repeat(50),
  '<script>alert(1)</script>',
  '{asset_name} {people} $& $1 $` %s %d \\n',
]

const PIECES = [
  ...[
    '(',
    ')',
    '（',
    '）',
    '[',
    '【',
    '“',
    '”',
    '"',
    "'",
    '‘',
    '《',
    ' ',
    '　',
    '\n',
    '。',
    '，',
    '.',
    ',',
    '!',
    '？',
    '…',
  ],
  ...[
    'a',
    'A',
    'Mr. ',
    'I am ',
    "I'm a ",
    'he said ',
    'not ',
    'who ',
    'and ',
    '我',
    '我是',
    '说',
    '的',
    '不',
    '道：',
    '12',
  ],
  ...['\u0000', '😀', '-', '—', '~', '<b>', '|', '·', 'is ', 'was ', 'because ', '因为', '他', '她', '她的', 'his '],
]

/** Text that makes regular expressions backtrack: few pieces, repeated up to the length that a reader accepts. */
const monotony = (random: SeededRandom): string => {
  const pieces = random.sample(PIECES, random.int(1, 4))
  const length = random.pick([30, 300, 4_000, 25_000])
  let text = ''
  while (text.length < length) text += random.pick(pieces)
  return text
}

const PROTOTYPES = [
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown,
  () => ({ toString: null, valueOf: 'x', hasOwnProperty: 1, length: -1 }),
  () => ({ toJSON: 'x', __defineGetter__: 'x' }),
]

export const HOSTILE_KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '', ' ', '0', '-1', '01', '1.0'],
  ...['1e3', ' 1 ', 'N/A', '\u0000', '\ud800', '"', '\\', ']', 'ключ', '场景', '9007199254740993', 'k'.repeat(100_000)],
]

/** Any value in place of the expected one. */
export const hostileValue = (random: SeededRandom): unknown =>
  random.pick([
    () => random.pick(WRONG_TYPES),
    () => random.pick(NUMBER_TEXTS),
    () => random.pick(NUMBERS),
    () => mark('number', random.pick(RAW_NUMBERS)),
    () => random.pick(TIMES),
    () => random.pick(BAD_TEXTS),
    () => monotony(random),
    () => random.pick(PROTOTYPES)(),
  ])()

/** Values so large that each costs about a second. */
export const hugeValue = (random: SeededRandom): unknown =>
  random.pick([
    () => mark('long', random.pick(['x', '长', 'so ', '说。', '\\u0000', '“'])),
    () => mark('deep', random.pick(['[', '{'])),
    () => Array.from({ length: 200_000 }, (_, i) => i),
    () => Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i])),
  ])()

const DEEP_LEVELS = 100_000
const LONG_UNITS = 10_000_000

/** Replaces the marks of a JSON text by what they stand for. Only the first huge one is expanded, however many copies. */
export const expandMarks = (json: string): string => {
  let huge = 0
  return json.replace(/"@@(deep|number|long):(.*?)@@"/g, (_, kind: string, argument: string) => {
    if (kind === 'number') return argument
    huge += 1
    if (huge > 1) return '""'
    // The argument is part of JSON text, where a backslash is written twice.
    const piece = argument.replaceAll('\\\\', '\\')
    if (kind === 'long') return `"${piece.repeat(Math.ceil(LONG_UNITS / piece.length))}"`
    return piece === '['
      ? '['.repeat(DEEP_LEVELS) + ']'.repeat(DEEP_LEVELS)
      : `${'{"a":'.repeat(DEEP_LEVELS)}1${'}'.repeat(DEEP_LEVELS)}`
  })
}
