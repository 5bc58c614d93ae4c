import { parseArgs } from 'node:util'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { generateStory } from '@vss/shared/story-generator/generate-story.ts'
import { openWatchedStudio, type WatchedStudio } from '../harness/open-watched-studio.ts'
import { type Production, runProduction } from '../harness/run-production.ts'
import { writeFakeVoice } from './fake-voice.ts'
import { finish, printMachine, printMemory, printTable, say } from './print-tables.ts'

/** Takes the longest supported series (2,000 scenes, about 25,000 lines), told in 20 minutes, through all five tasks. */

const SCENES = 2_000
const CHAPTERS = 80
const MINUTES = 20
const LIMIT_MB = 1_024
/** A worker that blocks its event loop for longer misses two heartbeats of its lease. */
const MAX_SILENCE_SEC = 30

const makeProduction = (lang: StoryLanguage): Production => {
  const format = lang === 'zh' ? 'blueprint' : 'dataset'
  const story = generateStory({ seed: 1, lang, scenes: SCENES, chapters: CHAPTERS, format, dirty: true })
  return {
    storyName: 'Size',
    storyFile: 'story.json',
    story: Buffer.from(JSON.stringify(story)),
    lang,
    assetId: `size-${lang}`,
    minutes: MINUTES,
  }
}

const secondsBetween = (from: Date | null, to: Date | null): number =>
  from && to ? (to.getTime() - from.getTime()) / 1000 : Number.NaN

const timingsOf = async ({ db }: WatchedStudio) => {
  const rows = await db
    .selectFrom('vss.task')
    .select(['type', 'attempt', 'started_at', 'finished_at'])
    .orderBy('id')
    .execute()
  return rows.map(({ type, attempt, started_at, finished_at }) => ({
    type,
    attempt,
    seconds: secondsBetween(started_at, finished_at).toFixed(1),
  }))
}

/** Measures the longest time each worker went without its announcement, which is due every 5 s. */
const watchSilence = ({ db }: WatchedStudio) => {
  const longest = new Map<string, number>()
  const look = async () => {
    for (const { service, seen_at } of await db.selectFrom('vss.worker').select(['service', 'seen_at']).execute())
      longest.set(service, Math.max(longest.get(service) ?? 0, secondsBetween(seen_at, new Date())))
  }
  const timer = setInterval(() => void look().catch(() => undefined), 500)
  return {
    stop: () => {
      clearInterval(timer)
      return longest
    },
  }
}

const main = async () => {
  const { values } = parseArgs({ options: { lang: { type: 'string', default: 'en' } } })
  const production = makeProduction(values.lang === 'zh' ? 'zh' : 'en')
  say(`A story of ${SCENES} scenes, ${(production.story.length / 1e6).toFixed(1)} MB, ${production.lang}.`)
  const studio = await openWatchedStudio({ env: { ESPEAK_PATH: writeFakeVoice(0) } })
  try {
    const silence = watchSilence(studio)
    const client = studio.edge('A')
    const startedAt = performance.now()
    await client.upload('story.json', production.story)
    const uploadSec = (performance.now() - startedAt) / 1000
    const { files } = await runProduction(client, production, () => undefined)
    const totalSec = (performance.now() - startedAt) / 1000
    const silent = silence.stop()

    const timings = await timingsOf(studio)
    printMachine()
    printTable('Seconds', [
      { what: 'upload', seconds: uploadSec.toFixed(1), 'result, KB': '' },
      ...timings.map(({ type, seconds }, i) => ({
        what: type,
        seconds,
        'result, KB': Math.round((files[i]?.bytes.length ?? 0) / 1000),
      })),
      { what: 'all, with polling and downloads', seconds: totalSec.toFixed(1), 'result, KB': '' },
    ])
    printTable(
      'Longest silence of a worker (due every 5 s)',
      [...silent].map(([service, seconds]) => ({ service, seconds: seconds.toFixed(1) })),
    )
    finish([
      ...printMemory(studio.stack, () => LIMIT_MB),
      ...timings.filter(({ attempt }) => attempt !== 1).map(({ type, attempt }) => `${type} took ${attempt} attempts`),
      ...[...silent]
        .filter(([, sec]) => sec > MAX_SILENCE_SEC)
        .map(([service, sec]) => `${service} was silent ${sec} s`),
    ])
  } finally {
    await studio.close()
  }
}

await main()
