import { loadJsonInput, parseInput } from '@vss/shared/artifacts/json-input.ts'
import { editingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { findTask, type TaskRow } from '@vss/shared/ledger/find-tasks.ts'
import { z } from 'zod'
import { EXPORT_FORMATS, type ExportFormat, exportFilm } from '../../exports/export-film.ts'
import type { EdgeApp } from '../edge-app.ts'
import { errorResponses } from '../error-responses.ts'
import type { GatewayDeps } from '../gateway-deps.ts'
import { retryDatabase } from '../retry-database.ts'
import { retryStorage } from '../retry-storage.ts'
import { edgeStatusOf } from '../tasks/edge-status.ts'
import { parseTaskId, taskIdParams, taskNotFound } from '../tasks/parse-task-id.ts'
import { readMediaMap } from './read-media-map.ts'

const params = taskIdParams.extend({
  format: z.string().meta({ description: `one of ${EXPORT_FORMATS.join(', ')}` }),
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

const CONTENT_TYPES: Record<ExportFormat, string> = {
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
  otio: 'application/json; charset=utf-8',
  edl: 'text/plain; charset=utf-8',
}

const responses = {
  200: {
    description: 'the exported file, UTF-8',
    content: { 'text/plain': { schema: z.any().meta({ type: 'string' }) } },
  },
  ...errorResponses,
}

const isFormat = (text: string): text is ExportFormat => (EXPORT_FORMATS as readonly string[]).includes(text)

const parseFormat = (format: string): ExportFormat => {
  if (isFormat(format)) return format
  throw new AppError('parameter_invalid', 'export.format', { format, known: EXPORT_FORMATS.join(', ') })
}

const scriptPathOf = ({ id, type, status, output_path }: TaskRow): string => {
  if (type !== 'GENERATE_EDITING_SCRIPT') throw new AppError('not_exportable', 'export.not_editing', { id, type })
  if (status !== 'completed') {
    throw new AppError('not_exportable', 'export.not_completed', { id, status: edgeStatusOf(status) })
  }
  if (output_path === null) throw new AppError('not_found', 'task.no_file', { id })
  return output_path
}

const readScript = (deps: GatewayDeps, orgId: string, path: string) =>
  retryStorage(deps, async () => {
    if (!(await deps.artifacts.find(orgId, path))) throw new AppError('not_found', 'file.not_found', { path })
    const key = 'editing_script'
    return parseInput(editingScript, await loadJsonInput(deps.artifacts, orgId, { key, path }), key)
  })

/** `GET /tasks/{id}/exports/{format}/`: the film of a completed editing task for players and cutting programs. */
export const serveExport = (app: EdgeApp, deps: GatewayDeps): void => {
  app.get(
    '/tasks/:id/exports/:format/',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Export an editing script as SRT, WebVTT, OpenTimelineIO or EDL',
        description: '409 when the task is no completed GENERATE_EDITING_SCRIPT.',
        params,
        querystring: query,
        response: responses,
      },
    },
    async (request, reply) => {
      const id = parseTaskId(request.params.id)
      const { orgId } = request.caller
      const task = await retryDatabase(deps, request, () => findTask(deps.db, orgId, id))
      if (!task) throw taskNotFound(id)
      const format = parseFormat(request.params.format)
      const { fps = null, start_timecode: startTimecode = null, media = [] } = request.query
      const wanted = { fps, startTimecode, media: readMediaMap(media) }
      const script = await readScript(deps, orgId, scriptPathOf(task))
      return reply
        .code(200)
        .headers({
          'content-type': CONTENT_TYPES[format],
          'content-disposition': `attachment; filename="film_${id}.${format}"`,
          'cache-control': 'private, no-store',
        })
        .send(exportFilm(script, format, wanted, `film_${id}`))
    },
  )
}
