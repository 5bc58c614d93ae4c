/** Every sentence people read when something went wrong, or when a result needs a word. One twin per language. */
export const en = {
  unknown: 'Something went wrong on our side. The reference is {reference}; please send it to your operator.',
  unauthorized:
    'X-Instance-ID and X-Api-Key are missing, malformed, unknown or disabled. Check both with your operator.',
  'route.not_found': 'There is no {method} {path}. The API is described at /api/docs.',
  'body.not_json': 'The request body is not valid JSON: {detail}',
  'json.position': 'the error is at position {position}.',
  'json.somewhere': 'it is too long to name the position; check it with a JSON tool.',
  'json.prototype': 'it sets __proto__ or constructor.prototype.',
  'body.invalid': '{path}: {detail}',
  'body.broken': 'The request ended before its body was complete. Send it again.',
  'body.too_large': 'The request is larger than the limit of {limit}. Send less, or upload it as a file first.',
  'task_type.unknown': '"{type}" is not a task type of this server. Use one of: {known}.',
  'payload.invalid': 'payload.{path}: {detail}',
  'payload.path_required': 'payload.{key} is missing. Upload the file first and send its relative_path here.',
  'payload.path_refused':
    'payload.{key}: "{path}" is refused. Send the relative_path of an uploaded or produced file: no absolute path, no "..", no absolute_* key.',
  'payload.file_not_found':
    'payload.{key}: there is no file "{path}". Upload it again and use the relative_path of the answer.',
  'payload.file_not_found_tmp':
    'payload.{key}: "{path}" belongs to the former server and was not migrated. Upload the file again and use the relative_path of the answer.',
  'file.not_found': 'There is no file "{path}". Check the path, or upload it again.',
  'upload.no_file': 'The request carries no file. Send multipart/form-data with one part named "file".',
  'upload.no_boundary':
    'The Content-Type has no boundary, so that the parts cannot be told apart. Let the HTTP library set Content-Type; do not write multipart/form-data by hand.',
  'upload.too_large': 'The file is larger than {limitMb} MB, the limit of one upload.',
  'upload.broken': 'The upload ended before the file was complete. Send it again.',
  'storage.unavailable': 'The file storage did not answer in time. Try again in {seconds} seconds.',
  'database.unavailable': 'The server cannot reach its database at the moment. Try again in {seconds} seconds.',
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
  'task.attempts_exhausted': 'The task was tried {attempts} times and did not succeed. The last problem: {detail}',
  'task.crashed': 'the worker stopped without reporting a problem',
  'task.unexpected':
    'The {service} service met an unexpected problem ({detail}). Retry the task; if it stays, send task {id} to your operator.',
  'value.missing': 'is missing',
  'value.invalid': 'is {actual}, which is not a valid value; /api/docs describes the valid ones',
  'value.not_text': 'must be text; it is {actual}',
  'value.not_number': 'must be a number; it is {actual}',
  'value.not_whole': 'must be a whole number; it is {actual}',
  'value.not_boolean': 'must be true or false; it is {actual}',
  'value.not_list': 'must be a list; it is {actual}',
  'value.not_object': 'must be a JSON object; it is {actual}',
  'value.empty': 'must not be empty',
  'value.too_long': 'must have at most {limit} characters',
  'value.too_few': 'must have at least {limit} members',
  'value.too_many': 'must have at most {limit} members',
  'value.under_minimum': 'must be at least {limit}; it is {actual}',
  'value.not_above': 'must be above {limit}; it is {actual}',
  'value.over_maximum': 'must be at most {limit}; it is {actual}',
  'value.not_one_of': 'must be one of {known}',
  'value.not_fps': 'must be frames per second from 1 to 240, as 25, 29.97 or "30000/1001"',
  'value.not_range': 'must be [first, last] with first ≤ last',
  'value.needed_with': 'is required, and must not be empty, when {name} is {value}',
  'query.invalid': '{name}: {detail}',
  'input.not_utf8': '{key} ({path}) is not UTF-8 text. Save it as UTF-8 and upload it again.',
  'input.not_json': '{key} ({path}) is not valid JSON: {detail}',
  'input.not_object': '{key} ({path}) must hold a JSON object; it holds {actual}.',
  'input.invalid': '{key}: {path} {detail}',
  'input.too_deep': '{key}: {path} is nested deeper than {limit} levels. Leave out what no film needs.',
  'input.too_many_values':
    '{key}: {path} holds so much that the file has more than {limit} values. Leave out what no film needs, or send the story in parts.',
  'story.not_a_story':
    '{key}: {path} is {found}, not a story. Send a blueprint (chapters, scenes, narrative_timeline), a NarrativeDataset (chapters, scenes, narrative_storyline) or chapters that each hold their scenes.',
  'story.no_scene': '{key}: {path} holds no scene. A story needs at least one.',
  'story.too_many_scenes': '{key}: {path} holds {count} scenes; one story may have {limit}. Send the series in parts.',
  'story.time_missing':
    '{key}: {path} is missing. Give the time as HH:MM:SS.mmm, counted from the start of the video of its chapter.',
  'story.time_unreadable':
    '{key}: {path} is {found}, which is no time. Write it as HH:MM:SS.mmm, counted from the start of the video of its chapter.',
  'story.id_not_integer': '{key}: {path} is {found}. Ids and numbers of scenes and chapters must be integers.',
  'story.not_facts':
    '{key}: {path} is {found}. Character facts are an object identified_facts_by_character that gives each name a list of facts.',
  'story.scope_no_chapter':
    '{key}: no scene lies in chapters {first} to {last}. The story has scenes in the chapters {known}.',
  'story.scope_no_scene': '{key}: the story has none of the scenes {asked}. Its scenes are {known}.',
  'story.note.wrong_type': 'is {found}, which cannot be read here; it was taken as absent',
  'story.note.text_cut': 'is longer than {limit} characters and was cut',
  'story.note.time_clamped': 'reaches outside its scene and was cut to it',
  'story.note.time_reversed': 'ends before it begins; start and end were swapped',
  'story.note.time_other_field': 'is {found}, which is no time; {field} was used instead',
  'story.note.no_length': 'begins and ends at the same moment, so it offers no footage',
  'story.note.no_words': 'has no words and was left out',
  'story.note.no_time': 'has no time and was left out',
  'story.note.id_mismatch': 'is {found} and disagrees with its key; the scene goes by {id}',
  'story.note.id_repeated': 'repeats the id {id} and was left out',
  'story.note.chapter_repeated': 'repeats the id of another chapter; it goes by {id}',
  'story.note.chapter_unnumbered': 'has no number and was counted as chapter {number}',
  'story.note.unknown_scene': 'names a scene that does not exist and was left out',
  'story.note.scene_in_two_chapters': 'is scene {id}, which another chapter lists too',
  'story.note.unlisted': 'is a scene no chapter lists; scene {id} was put into chapter {number}',
  'story.note.appended': 'is missing in the storyline and was put at its end',
  'story.note.branch_cycle': 'makes the branch descend from itself; it was told after the others',
  'story.note.between_scenes': 'begins between scenes and was given to scene {id}',
  'story.note.more': 'has {count} more remarks of these kinds',
  'corpus.no_asset_id':
    'The corpus needs an asset id: send payload.{key}, or a story that carries its own (asset_uuid or asset_id).',
  'ai.provider_missing':
    'AI_MODE is live, and the {service} service has no live provider for this. Set {setting} on it, or AI_MODE=offline.',
  'rag.unreachable': 'No rag service answered. Start one; the task tries again by itself.',
  'url.invalid': 'The address "{url}" is not a valid one: a percent sign in it starts no character.',
  'body.media_type':
    'The Content-Type "{type}" is not supported. Send application/json, or multipart/form-data to upload.',
  'path.refused':
    '{name}: "{path}" is refused. Send the relative_path of an uploaded or produced file: no absolute path, no "..".',
  'payload.not_text': 'must be the relative_path of a file, as text',
  'payload.text_refused': 'holds a NUL or half a character, which no file or database can keep. Remove it.',
  'payload.too_deep': 'is nested deeper than {limit} levels. Upload it as a file.',
  'upload.empty': 'The file "{name}" is empty. Send a file of at least one byte.',
  'idempotency.key_invalid': 'The Idempotency-Key must have 1 to {limit} characters.',
  'task.accepted': 'Task {id} was accepted.',
  'task.deadline_running':
    'The task was not finished within {minutes} minutes: {waited} s waiting, {ran} s running in attempt {attempts}. Retry it: finished steps are kept.',
  'dubbing.template_unknown':
    'payload.service_params.template_name: there is no dubbing template "{name}". Use one of: {known}.',
  'provider.rate_limited':
    '{provider} ({model}) allows no further call for {seconds} s. Retry the task then, or ask your operator for a higher limit.',
  'provider.quota_exhausted':
    'The quota of this day at {provider} ({model}) is used up; it is free again in {seconds} s. Retry the task then, or ask your operator for a higher quota.',
  'provider.unavailable': '{provider} ({model}) cannot be reached at the moment: {detail}. Retry the task later.',
  'provider.resting':
    '{provider} ({model}) failed too often in a row and is not called for {seconds} s. Retry the task later.',
  'provider.unknown':
    '{provider} ({model}) gave no answer: {detail}. The calls may have been paid. Retry the task later.',
  'provider.refused':
    '{provider} ({model}) refused the request: {detail}. The same request is refused again: change the text, or ask your operator to check the settings.',
  'provider.unauthorised':
    '{provider} refuses the key of this server for {model}: {detail}. Ask your operator to check the key and its rights, then retry the task.',
  'provider.unusable': '{provider} ({model}) gave an answer that cannot be used: {detail}. Retry the task.',
  'provider.task_budget':
    'This task has used {spent} USD of the {limit} USD one task may cost. Ask your operator to raise BUDGET_TASK_USD, or send less at once.',
  'provider.other_model':
    'Asked for the model "{asked}", used {used}: only models with a price and limits in conf/pricing.yaml and conf/provider_limits.yaml are called.',
  'provider.organization_budget':
    'The organisation has used {spent} USD of the {limit} USD it may use a day. Retry the task tomorrow (UTC), or ask your operator to raise BUDGET_ORGANIZATION_DAY_USD.',
  'dubbing.model_unknown':
    'payload.service_params.model_name: "{model}" of {provider} has no price or limits here and is not called. Use the template\'s model, or add it to conf/pricing.yaml and conf/provider_limits.yaml.',
  'dubbing.voice_unknown':
    'payload.service_params.voice_name: this template has no voice "{voice}". Use one of: {known}.',
  'dubbing.language_unknown': '{where}: no voice here speaks "{tag}". Use one of: {known}.',
  'dubbing.direction_too_long':
    'The direction of the voice has {characters} characters; at most {limit} are allowed. Shorten instruct, style and perspective of payload.service_params, or style and perspective in the file of input_narration_path.',
  'dubbing.text_empty':
    'input_narration_path: narration_script[{index}].narration holds nothing that can be spoken. Write a sentence there or remove the item.',
  'dubbing.text_too_long':
    'input_narration_path: narration_script[{index}].narration has {characters} characters; one item may have {limit}. Split it.',
  'dubbing.provider_missing':
    'Template "{template}" is spoken by {provider}, which this server does not have, and no offline voice stands in for it. Ask your operator for an offline voice or another template.',
  'dubbing.instruct_too_long':
    'payload.service_params.instruct is too long for this voice: it has {bytes} bytes, and must fit into {limit} together with the text. Say it shorter.',
  'dubbing.reference_missing':
    'The template "{template}" replicates a voice, and its reference clip is missing. Set `reference` in conf/dubbing_templates.yaml to an audio file the service can read and the words spoken in it.',
  'dubbing.tool_missing':
    '{tool} could not be started ({path}). Install the package {tool} on the dubbing worker, or set {variable} to the path of the program.',
  'dubbing.tool_failed': 'narration_script[{index}] could not be dubbed: {tool} failed: {detail}',
  'dubbing.take_empty':
    'narration_script[{index}] could not be dubbed: the voice delivered no audio. Check that the text is in the language it is spoken in, then retry.',
  'dubbing.take_unreadable':
    'narration_script[{index}] could not be dubbed: the voice delivered audio that cannot be read: {detail}. Retry the task.',
  'dubbing.take_truncated':
    'narration_script[{index}] could not be dubbed: the audio of the voice ends too early. Retry the task.',
  'dubbing.take_silent':
    'narration_script[{index}] could not be dubbed: the voice delivered silence. Check that the text is in the language it is spoken in, then retry.',
  'dubbing.take_length':
    'narration_script[{index}] could not be dubbed: the voice delivered {seconds} s of audio; its text should take {min}–{max} s. Check that the text is in the language it is spoken in, then retry.',
  'editing.audio_missing':
    'dubbing_script_path: dubbing_script[{index}] has no positive duration_seconds, and there is no file "{path}" to measure it on. Upload the audio and use the relative_path of the answer, or give duration_seconds.',
  'editing.audio_unmeasurable':
    'dubbing_script_path: dubbing_script[{index}] has no positive duration_seconds, and "{path}" is not a WAV file with sound in it. Give duration_seconds, or dub the script again.',
  'editing.film_too_long':
    'dubbing_script_path: at dubbing_script[{index}] ("{path}") the audio is more than {limit} hours long in all. duration_seconds counts seconds, not milliseconds; correct it.',
  'editing.no_footage':
    'blueprint_path: none of the {count} scenes holds a whole frame of footage. Check start_time and end_time of the scenes.',
  'narration.no_corpus':
    'No corpus is deployed for asset "{asset}": deploy the corpus first (DEPLOY_RAG_CORPUS), then retry this task.',
  'narration.retrieve_failed': 'Looking up the corpus of asset "{asset}" failed: {detail}. Retry the task.',
  'narration.no_scene_found':
    'The corpus of asset "{asset}" knows none of the scenes in scope: deploy the corpus of this story first, then retry this task.',
  'narration.asset_id_missing':
    'payload.asset_id is missing and the story carries none. Send the asset_id the corpus was deployed with.',
  'narration.narrator_unknown':
    'payload.service_params.control_params.perspective_character: nobody in the story is called "{name}". It has: {known}.',
  'narration.nothing_to_tell':
    'blueprint_path: the scenes in scope have no descriptions, highlights or dialogues to tell. Fill them in, or choose another scope.',
  'narration.no_translator':
    'The narration cannot be translated from {sourceLang} to {targetLang} without a live translator. Set GOOGLE_API_KEY on the narration service, or use target_lang {sourceLang}.',
  'narration.passage_too_long':
    'narration_script[{index}].narration has {length} characters; at most {limit} can be translated as one segment. Split it.',
  'narration.translation_missing':
    'narration_script[{index}] came back without its translation into {targetLang}. Nothing was stored; retry the task.',
  'export.format': '"{format}" is no export format. Use one of: {known}.',
  'export.not_completed': 'Task {id} is {status}; only a COMPLETED task can be exported.',
  'export.not_editing': 'Task {id} is a {type}; only the result of a GENERATE_EDITING_SCRIPT task can be exported.',
  'export.fps': 'fps: "{fps}" is no frame rate. Give 1 to 240 frames per second, as 25, 29.97 or 30000/1001.',
  'export.no_timecode':
    'fps: there is no timecode at {fps} frames per second. Use a whole rate up to 99, or 23.976, 29.97, 47.952 or 59.94.',
  'export.timecode':
    'start_timecode: "{timecode}" is no timecode at this rate. Write HH:MM:SS:FF, hours up to 23, frames up to {last}; HH:MM:SS;FF for drop-frame.',
  'export.no_drop_frame':
    'start_timecode: "{timecode}" asks for drop-frame, which exists at 29.97 and 59.94 only. Write HH:MM:SS:FF, or set fps.',
  'export.dropped_number':
    'start_timecode: drop-frame leaves the number "{timecode}" out. Begin at a later frame of that second.',
  'export.past_midnight': 'start_timecode: a film that begins at {timecode} runs past midnight. Begin earlier.',
  'export.media_shape':
    'media: give chapter=path, once for each chapter, or one JSON object as {"chapter": "path"}; "{text}" is neither.',
  'export.media_repeated': 'media: chapter "{chapter}" is given twice. Give one path for each chapter.',
  'export.media_chapter': 'media: the film shows no chapter "{chapter}". It shows: {known}.',
  'export.media_path':
    'media: the path of chapter "{chapter}" is empty, longer than {limit} characters or has a line break in it.',
  'export.too_many_events':
    'The film has {count} clips, and an EDL numbers {limit} at most. Export it as otio, or make the film shorter.',
  'export.fps_too_low': 'fps: at this rate a clip of editing_script[{index}] has no frame left. Use a higher one.',
  'export.script_fps':
    'The editing script says "{fps}" for fps, which is no frame rate. Create the editing script again.',
  'export.clip_time':
    'editing_script[{index}].b_roll_clips[{clip}].start_time is no time. Create the editing script again.',
  'export.frames':
    'editing_script[{index}]: the clips have {sum} frames and metadata.frames says {said}. Create the editing script again.',
} as const

export type SentenceKey = keyof typeof en
