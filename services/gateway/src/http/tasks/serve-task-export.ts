import { loadJsonInput, parseInput } from '@vss/shared/artifacts/json-input.ts'
import { editingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { TaskRow } from '@vss/shared/ledger/find-tasks.ts'
import { z } from 'zod'
import type { GatewayDeps } from '../../deps.ts'
import { EXPORT_FORMATS, exportFilm } from '../../exports/export-film.ts'
import type { ExportFormat } from '../../exports/export-format.ts'
import { parseMediaMap } from '../../exports/export-request.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../errors.ts'
import { retryStorage } from '../retry.ts'
import { loadTask, taskIdParams } from './load-task.ts'
import { edgeStatusOf } from './task-view.ts'

const extensions = [...EXPORT_FORMATS.keys()]
const formats = [...EXPORT_FORMATS.values()]
/** `SRT, WebVTT or EDL`. */
const formatNames = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(formats.map(({ name }) => name))

/** `enum` only describes: a task of another organisation is "not found", whatever format the caller names. */
const params = taskIdParams.extend({
  format: z.string().meta({ description: `one of ${extensions.join(', ')}`, enum: extensions }),
})

const query = z.object({
  fps: z.string().optional().meta({ description: "frames per second of the export; the script's when absent" }),
  start_timecode: z.string().optional().meta({
    description: 'where the film begins, HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame; 00:00:00:00 when absent',
  }),
  media: z
    .union([z.string().transform((one) => [one]), z.array(z.string())])
    .optional()
    .meta({ description: 'where the video of each chapter lies: chapter=path, repeated, or one JSON object' }),
})

const responses = {
  200: {
    description: 'the exported file, UTF-8',
    content: Object.fromEntries(
      formats.map(({ contentType }) => [
        contentType.replace('; charset=utf-8', ''),
        { schema: z.any().meta({ type: 'string' }) },
      ]),
    ),
  },
  ...errorResponses,
}

const parseFormat = (extension: string): ExportFormat => {
  const format = EXPORT_FORMATS.get(extension)
  if (format) return format
  throw new AppError('parameter_invalid', 'export.format', { format: extension, known: extensions.join(', ') })
}

const scriptPathOf = ({ id, type, status, output_path }: TaskRow): string => {
  if (type !== 'GENERATE_EDITING_SCRIPT') throw new AppError('not_exportable', 'export.not_editing', { id, type })
  if (status !== 'completed') {
    throw new AppError('not_exportable', 'export.not_completed', { id, status: edgeStatusOf(status) })
  }
  if (output_path === null) throw new AppError('not_found', 'task.no_file', { id })
  return output_path
}

const loadScript = (deps: GatewayDeps, orgId: string, path: string) =>
  retryStorage(deps, async () => {
    if (!(await deps.artifacts.find(orgId, path))) throw new AppError('not_found', 'file.not_found', { path })
    const key = 'editing_script'
    return parseInput(editingScript, await loadJsonInput(deps.artifacts, orgId, { key, path }), key)
  })

/** `GET /tasks/{id}/exports/{format}/`: the film of a completed editing task for players and editing programs. */
export const serveExport = (app: EdgeApp, deps: GatewayDeps): void => {
  app.get(
    '/tasks/:id/exports/:format/',
    {
      schema: {
        tags: ['tasks'],
        summary: `Export an editing script as ${formatNames}`,
        description: '409 when the task is no completed GENERATE_EDITING_SCRIPT.',
        params,
        querystring: query,
        response: responses,
      },
    },
    async (request, reply) => {
      const task = await loadTask(deps, request, request.params.id)
      const format = parseFormat(request.params.format)
      const { fps = null, start_timecode: startTimecode = null, media = [] } = request.query
      const wanted = { fps, startTimecode, media: parseMediaMap(media) }
      const script = await loadScript(deps, request.caller.orgId, scriptPathOf(task))
      return reply
        .code(200)
        .headers({
          'content-type': format.contentType,
          'content-disposition': `attachment; filename="film_${task.id}.${request.params.format}"`,
          'cache-control': 'private, no-store',
        })
        .send(exportFilm(script, format, wanted, `film_${task.id}`))
    },
  )
}
