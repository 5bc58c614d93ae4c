import type { EdgeClient, TaskView } from './edge-client.ts'

/** A story, and what kind of film to make of it. */
export type Production = {
  storyName: string
  storyFile: string
  story: Buffer
  lang: 'zh' | 'en'
  assetId: string
  minutes: number
}

export type ProductionResult = {
  /** `path` is what later tasks and the download call take. */
  files: { task: string; path: string; name: string; bytes: Buffer }[]
  takes: { name: string; bytes: Buffer }[]
}

type Report = (task: string, view: TaskView) => void

const baseName = (path: string) => path.split('/').at(-1) ?? path

/** Takes one story through all five tasks, as an Edge does: the path of each result is an input of the next task. */
export const runProduction = async (
  client: EdgeClient,
  production: Production,
  report: Report,
): Promise<ProductionResult> => {
  const { lang, assetId } = production
  const files: ProductionResult['files'] = []
  const run = async (task: string, payload: Record<string, unknown>): Promise<string> => {
    const id = await client.createTask(task, payload)
    const ended = await client.awaitTask(id, (view) => report(task, view))
    if (ended.status === 'FAILED') throw new Error(`${task} (task ${id}) failed: ${String(ended.result?.error)}`)
    const path = String(ended.result?.output_file_path)
    files.push({ task, path, name: baseName(path), bytes: await client.downloadResult(ended) })
    return path
  }
  const blueprint = await client.upload(production.storyFile, production.story)
  const facts = await run('CHARACTER_IDENTIFIER', { input_file_path: blueprint, service_params: { lang } })
  await run('DEPLOY_RAG_CORPUS', { blueprint_input_path: blueprint, facts_input_path: facts, asset_id: assetId, lang })
  const narration = await run('GENERATE_NARRATION', {
    asset_name: production.storyName,
    asset_id: assetId,
    blueprint_path: blueprint,
    service_params: { lang, control_params: { target_duration_minutes: production.minutes } },
  })
  const dubbing = await run('GENERATE_DUBBING', {
    input_narration_path: narration,
    blueprint_path: blueprint,
    service_params: { template_name: 'chinese_gemini_emotional', target_lang: lang },
  })
  await run('GENERATE_EDITING_SCRIPT', {
    dubbing_script_path: dubbing,
    blueprint_path: blueprint,
    service_params: { lang },
  })
  return { files, takes: await downloadTakes(client, files) }
}

const downloadTakes = async (
  client: EdgeClient,
  files: ProductionResult['files'],
): Promise<ProductionResult['takes']> => {
  const dubbing = files.find((file) => file.task === 'GENERATE_DUBBING')
  const { dubbing_script: items } = JSON.parse(dubbing?.bytes.toString('utf8') ?? '{}') as {
    dubbing_script: { audio_file_path: string }[]
  }
  const takes: ProductionResult['takes'] = []
  for (const { audio_file_path: path } of items) {
    takes.push({ name: baseName(path), bytes: await client.downloadFile(path) })
  }
  return takes
}
