/** Every sentence people read when something went wrong, or when a result needs a word. One twin per language. */
export const en = {
  unknown: 'Something went wrong on our side. The reference is {reference}; please send it to your operator.',
  unauthorized:
    'X-Instance-ID and X-Api-Key are missing, malformed, unknown or disabled. Check both with your operator.',
  'route.not_found': 'There is no {method} {path}. The API is described at /api/docs.',
  'body.not_json': 'The request body is not valid JSON: {detail}',
  'body.invalid': '{path}: {detail}',
  'body.too_large': 'The request is larger than the limit of {limit}. Send less, or upload it as a file first.',
  'task_type.unknown': '"{type}" is not a task type of this server. Use one of: {known}.',
  'payload.invalid': 'payload.{path}: {detail}',
  'payload.path_required': 'payload.{key} is missing. Upload the file first and send its relative_path here.',
  'payload.path_refused':
    'payload.{key}: "{path}" is refused. Send the relative_path of an uploaded or produced file: no absolute path, no "..", no absolute_* key.',
  'payload.file_not_found':
    'payload.{key}: there is no file "{path}". Upload it again and use the relative_path of the answer.',
  'payload.file_not_found_tmp':
    'payload.{key}: "{path}" belongs to the former server and was not brought over. Upload the file again and use the relative_path of the answer.',
  'file.not_found': 'There is no file "{path}". Check the path, or upload it again.',
  'upload.no_file': 'The request carries no file. Send multipart/form-data with one part named "file".',
  'upload.too_large': 'The file is larger than {limitMb} MB, the limit of one upload.',
  'upload.broken': 'The upload ended before the file was complete. Send it again.',
  'storage.unavailable': 'The file storage did not answer in time. Try again in {seconds} seconds.',
  'database.unavailable': 'The server cannot take tasks at the moment. Try again in {seconds} seconds.',
  'idempotency.mismatch':
    'Idempotency-Key "{key}" was used before with a different body. Use a new key for a new request.',
  'task.not_found': 'There is no task {id}.',
  'task.not_ready': 'Task {id} is {status}; its result is not there yet.',
  'task.failed_no_result': 'Task {id} failed and has no result: {error}',
  'task.no_file': 'Task {id} has no result file.',
  'task.already_finished': 'Task {id} is already {status}.',
  'task.not_retryable': 'Task {id} is {status}; only a failed or cancelled task can be retried.',
  'task.cancelled': 'The task was cancelled.',
  'task.deadline':
    'The task was not finished within {minutes} minutes: {waited} s waiting, {ran} s running in {attempts} attempt(s). {hint}',
  'task.deadline_no_worker': 'No {service} worker was running. Start one, then retry the task.',
  'task.deadline_busy': 'The {service} workers were busy. Add replicas or retry the task later.',
  'task.deadline_ran': 'The work itself took too long. Retry it: finished steps are kept.',
  'task.attempts_exhausted': 'The task was tried {attempts} times and did not come through. The last problem: {detail}',
  'task.crashed': 'the worker stopped without a word',
  'task.unexpected':
    'The {service} service met an unexpected problem ({detail}). Retry the task; if it stays, send task {id} to your operator.',
  'query.invalid': '{name}: {detail}',
  'input.not_json': '{key} ({path}) is not valid JSON: {detail}',
  'input.not_object': '{key} ({path}) must hold a JSON object; it holds {actual}.',
  'input.invalid': '{key}: {path} {detail}',
} as const

export type SentenceKey = keyof typeof en
