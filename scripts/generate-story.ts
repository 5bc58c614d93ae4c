import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type GenerateStoryOptions, generateStory } from '@vss/shared/story-generator/generate-story.ts'

const HELP = `Writes a made-up story as an Edge client would upload it. The same flags give the same file.

  pnpm generate-story [--seed 1] [--format blueprint] [--lang zh] [--scenes 20] [--chapters 3] [--dirty] [--out file]

  --seed      any whole number; another seed is another story
  --format    blueprint | dataset | flat
  --lang      zh | en
  --scenes    1 to 2000; a scene has up to 25 spoken lines
  --chapters  1 to the number of scenes
  --dirty     adds the faults real files have: placeholders, odd times, lost scenes, wrong types
  --out       the file to write; without it the story goes to standard output
`

const MAX_SCENES = 2000
const DEFAULT_CHAPTERS = 3

class UsageError extends Error {}

const wholeNumber = (flag: string, value: string, min: number, max: number): number => {
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= min && number <= max) return number
  throw new UsageError(`--${flag} takes a whole number from ${min} to ${max}, not "${value}".`)
}

const oneOf = <T extends string>(flag: string, value: string, known: readonly T[]): T => {
  const found = known.find((name) => name === value)
  if (found) return found
  throw new UsageError(`--${flag} is one of ${known.join(', ')}, not "${value}".`)
}

const parse = (args: string[]) => {
  try {
    return parseArgs({
      args,
      options: {
        seed: { type: 'string', default: '1' },
        format: { type: 'string', default: 'blueprint' },
        lang: { type: 'string', default: 'zh' },
        scenes: { type: 'string', default: '20' },
        chapters: { type: 'string' },
        dirty: { type: 'boolean', default: false },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const run = (args: string[]): void => {
  const flags = parse(args)
  if (flags.help) {
    process.stdout.write(HELP)
    return
  }
  const scenes = wholeNumber('scenes', flags.scenes, 1, MAX_SCENES)
  const options: GenerateStoryOptions = {
    seed: wholeNumber('seed', flags.seed, 0, Number.MAX_SAFE_INTEGER),
    format: oneOf('format', flags.format, ['blueprint', 'dataset', 'flat']),
    lang: oneOf('lang', flags.lang, ['zh', 'en']),
    scenes,
    chapters: wholeNumber('chapters', flags.chapters ?? String(Math.min(DEFAULT_CHAPTERS, scenes)), 1, scenes),
    dirty: flags.dirty,
  }
  const text = `${JSON.stringify(generateStory(options), null, 2)}\n`
  if (flags.out === undefined) process.stdout.write(text)
  else writeFileSync(flags.out, text)
}

try {
  run(process.argv.slice(2))
} catch (error) {
  // The message is enough for errors that the user can fix, such as a file that cannot be written. Others are bugs.
  const theirs = error instanceof UsageError || (error instanceof Error && 'syscall' in error)
  if (!theirs) throw error
  process.stderr.write(`${error.message}\nSee pnpm generate-story --help.\n`)
  process.exitCode = 1
}
