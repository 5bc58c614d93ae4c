import type { SentenceKey } from './en.ts'

export const zh: Record<SentenceKey, string> = {
  unknown: '服务器内部出错，参考编号 {reference}，请把它发给运维人员。',
  unauthorized: 'X-Instance-ID 与 X-Api-Key 缺失、格式错误、无效或已停用，请与运维人员核对。',
  'route.not_found': '没有 {method} {path} 这个接口，接口说明见 /api/docs。',
  'body.not_json': '请求体不是合法的 JSON：{detail}',
  'body.invalid': '{path}：{detail}',
  'body.broken': '请求正文还没有传完就中断了。请重新发送。',
  'body.too_large': '请求超过 {limit} 的上限，请减小内容，或先作为文件上传。',
  'task_type.unknown': '本服务器没有 “{type}” 这种任务，可用的有：{known}。',
  'payload.invalid': 'payload.{path}：{detail}',
  'payload.path_required': '缺少 payload.{key}。请先上传文件，再把返回的 relative_path 填在这里。',
  'payload.path_refused':
    'payload.{key}：拒绝路径 “{path}”。请填写上传或生成的文件的 relative_path，不接受绝对路径、“..” 或 absolute_* 字段。',
  'payload.file_not_found': 'payload.{key}：文件 “{path}” 不存在。请重新上传，并使用返回的 relative_path。',
  'payload.file_not_found_tmp':
    'payload.{key}：“{path}” 属于旧服务器，没有迁移过来。请重新上传，并使用返回的 relative_path。',
  'file.not_found': '文件 “{path}” 不存在。请检查路径，或重新上传。',
  'upload.no_file': '请求中没有文件。请用 multipart/form-data 发送一个名为 “file” 的部分。',
  'upload.too_large': '文件超过单次上传上限 {limitMb} MB。',
  'upload.broken': '文件还没传完连接就断了，请重新上传。',
  'storage.unavailable': '文件存储没有及时响应，请 {seconds} 秒后重试。',
  'database.unavailable': '服务器暂时无法连接数据库，请 {seconds} 秒后重试。',
  'idempotency.mismatch': 'Idempotency-Key “{key}” 已用于另一个不同的请求体，新的请求请换一个新的 key。',
  'task.not_found': '任务 {id} 不存在。',
  'task.not_ready': '任务 {id} 处于 {status} 状态，结果尚未生成。',
  'task.failed_no_result': '任务 {id} 已失败，没有结果：{error}',
  'task.no_file': '任务 {id} 没有结果文件。',
  'task.already_finished': '任务 {id} 已经是 {status} 状态。',
  'task.not_retryable': '任务 {id} 处于 {status} 状态，只有失败或已取消的任务才能重试。',
  'task.cancelled': '任务已被取消。',
  'task.deadline': '任务未能在 {minutes} 分钟内完成：等待 {waited} 秒，运行 {ran} 秒，共 {attempts} 次尝试。{hint}',
  'task.deadline_no_worker': '没有 {service} 工作进程在运行，请先启动，再重试任务。',
  'task.deadline_busy': '{service} 工作进程一直繁忙，请增加副本或稍后重试。',
  'task.deadline_ran': '处理本身耗时过长，可以重试：已完成的步骤会保留。',
  'task.attempts_exhausted': '任务已尝试 {attempts} 次仍未完成。最后一次的问题：{detail}',
  'task.crashed': '工作进程意外退出',
  'task.unexpected': '{service} 服务遇到意外问题（{detail}）。请重试；若仍然失败，请把任务号 {id} 发给运维人员。',
  'query.invalid': '{name}：{detail}',
  'input.not_utf8': '{key}（{path}）不是 UTF-8 编码的文本。请另存为 UTF-8 编码后重新上传。',
  'input.not_json': '{key}（{path}）不是合法的 JSON：{detail}',
  'input.not_object': '{key}（{path}）必须是 JSON 对象，实际是 {actual}。',
  'input.invalid': '{key}：{path} {detail}',
  'input.too_deep': '{key}：{path} 的嵌套超过 {limit} 层，请去掉影片用不到的内容。',
  'input.too_many_values':
    '{key}：{path} 的内容过多，整个文件超过 {limit} 个值，请去掉影片用不到的内容，或把故事分几部分发送。',
  'story.not_a_story':
    '{key}：{path} 是 {found}，不是故事。请发送蓝图（chapters、scenes、narrative_timeline）、NarrativeDataset（chapters、scenes、narrative_storyline），或各自带有 scenes 的 chapters。',
  'story.no_scene': '{key}：{path} 里没有场景，故事至少要有一个场景。',
  'story.too_many_scenes': '{key}：{path} 有 {count} 个场景，一个故事最多 {limit} 个，请把剧集分几部分发送。',
  'story.time_missing': '{key}：缺少 {path}。请按 HH:MM:SS.mmm 填写时间，从所在章节的视频开头算起。',
  'story.time_unreadable': '{key}：{path} 是 {found}，不是时间。请按 HH:MM:SS.mmm 填写，从所在章节的视频开头算起。',
  'story.id_not_integer': '{key}：{path} 是 {found}，场景和章节的编号必须是整数。',
  'story.not_facts':
    '{key}：{path} 是 {found}。人物事实应是对象 identified_facts_by_character，每个人名对应一个事实列表。',
  'story.scope_no_chapter': '{key}：第 {first} 章到第 {last} 章没有场景，故事中有场景的章节是 {known}。',
  'story.scope_no_scene': '{key}：故事中没有场景 {asked}，现有场景是 {known}。',
  'story.note.wrong_type': '是 {found}，这里无法读取，按缺失处理',
  'story.note.text_cut': '超过 {limit} 个字符，已截断',
  'story.note.time_clamped': '超出所在场景，已截到场景之内',
  'story.note.time_reversed': '结束早于开始，已对调',
  'story.note.time_other_field': '是 {found}，不是时间，改用 {field}',
  'story.note.no_length': '开始与结束是同一时刻，没有可用画面',
  'story.note.no_words': '没有文字，已略去',
  'story.note.no_time': '没有时间，已略去',
  'story.note.id_mismatch': '是 {found}，与它的键不一致，该场景按 {id} 处理',
  'story.note.id_repeated': '重复了编号 {id}，已略去',
  'story.note.chapter_repeated': '与另一章的编号重复，按 {id} 处理',
  'story.note.chapter_unnumbered': '没有编号，按第 {number} 章处理',
  'story.note.unknown_scene': '指向不存在的场景，已略去',
  'story.note.scene_in_two_chapters': '是场景 {id}，另一章也列出了它',
  'story.note.unlisted': '没有任何章节列出，场景 {id} 归入第 {number} 章',
  'story.note.appended': '不在叙事顺序里，已排到最后',
  'story.note.branch_cycle': '使分支成为自己的后代，已排在其他分支之后',
  'story.note.between_scenes': '开始于两个场景之间，归入场景 {id}',
  'story.note.more': '另有 {count} 处同类情况',
  'corpus.no_asset_id': '语料库需要资产 id：请在 payload.{key} 中提供，或使用自带 id（asset_uuid 或 asset_id）的故事。',
  'corpus.asset_id_too_long':
    '资产 id 有 {characters} 个字符，上限为 {limit}。请缩短 payload.asset_id，或故事中的 asset_uuid 或 asset_id。',
  'ai.provider_missing':
    'AI_MODE 为 live，而 {service} 服务没有可用的在线提供方。请为它设置 {setting}，或改用 AI_MODE=offline。',
  'rag.unreachable': 'rag 服务没有响应。请启动它，任务会自动重试。',
  'url.invalid': '地址 “{url}” 无效：其中的百分号后面不是合法的编码。',
  'body.media_type': '这里不接受 Content-Type “{type}”，请发送 application/json，上传文件请用 multipart/form-data。',
  'path.refused': '{name}：拒绝路径 “{path}”。请填写上传或生成的文件的 relative_path，不接受绝对路径或 “..”。',
  'payload.not_text': '必须是文件的 relative_path 文本',
  'payload.text_refused': '含有 NUL 或不完整的字符，文件和数据库都无法保存，请删除。',
  'payload.too_deep': '嵌套超过 {limit} 层，请改为上传文件。',
  'upload.empty': '文件 “{name}” 是空的，请发送至少一个字节的文件。',
  'idempotency.key_invalid': 'Idempotency-Key 的长度必须在 1 到 {limit} 个字符之间。',
  'task.accepted': '任务 {id} 已受理。',
  'task.deadline_running':
    '任务未能在 {minutes} 分钟内完成：等待 {waited} 秒，第 {attempts} 次尝试运行了 {ran} 秒。可以重试：已完成的步骤会保留。',
  'dubbing.template_unknown': 'payload.service_params.template_name：没有名为 “{name}” 的配音模板，可用的有：{known}。',
  'provider.rate_limited': '{provider}（{model}）在 {seconds} 秒内不再接受调用。请届时重试任务，或请运维人员提高限额。',
  'provider.quota_exhausted':
    '{provider}（{model}）今天的配额已用完，{seconds} 秒后恢复。请届时重试任务，或请运维人员提高配额。',
  'provider.unavailable': '暂时无法使用 {provider}（{model}）：{detail}。请稍后重试任务。',
  'provider.resting': '{provider}（{model}）连续失败次数过多，暂停调用 {seconds} 秒。请稍后重试任务。',
  'provider.unknown': '{provider}（{model}）没有回应：{detail}。这些调用可能已经计费。请稍后重试任务。',
  'provider.refused':
    '{provider}（{model}）拒绝了请求：{detail}。同样的请求会再次被拒绝：请修改文本，或请运维人员检查密钥和设置。',
  'provider.unusable': '{provider}（{model}）的回答无法使用：{detail}。请重试任务。',
  'provider.task_budget':
    '该任务已花费 {spent} 美元，单个任务上限为 {limit} 美元。请运维人员提高 BUDGET_TASK_USD，或减少一次提交的内容。',
  'provider.other_model':
    '请求使用模型 “{asked}”，实际使用 {used}：只调用在 conf/pricing.yaml 和 conf/provider_limits.yaml 中有价格和限额的模型。',
  'provider.organization_budget':
    '本组织今天已花费 {spent} 美元，每日上限为 {limit} 美元。请明天（UTC）重试任务，或请运维人员提高 BUDGET_ORGANIZATION_DAY_USD。',
  'dubbing.model_unknown':
    'payload.service_params.model_name：{provider} 的 “{model}” 在这里没有价格或限额，不会被调用。请使用模板的模型，或把它加入 conf/pricing.yaml 和 conf/provider_limits.yaml。',
  'dubbing.voice_unknown': 'payload.service_params.voice_name：该模板没有 “{voice}” 这个音色，可用的有：{known}。',
  'dubbing.language_unknown': '{where}：这里没有会说 “{tag}” 的语音，可用的语言有：{known}。',
  'dubbing.direction_too_long':
    '给语音的指示有 {characters} 个字符，上限为 {limit}。请缩短 payload.service_params 的 instruct、style 和 perspective，或 input_narration_path 文件中的 style 和 perspective。',
  'dubbing.text_empty':
    'input_narration_path：narration_script[{index}].narration 没有可以朗读的内容，请补上句子或删除这一项。',
  'dubbing.text_too_long':
    'input_narration_path：narration_script[{index}].narration 有 {characters} 个字符，每项上限为 {limit}，请拆分。',
  'dubbing.provider_missing':
    '模板 “{template}” 由 {provider} 朗读，本服务器没有它，也没有可代替的离线语音。请联系运维人员启用离线语音，或换一个模板。',
  'dubbing.instruct_too_long':
    'payload.service_params.instruct 对这个声音来说太长：它有 {bytes} 字节，须与文本一起不超过 {limit} 字节。请写短一些。',
  'dubbing.reference_missing':
    '模板“{template}”要复刻一个声音，但缺少参考音频。请在 conf/dubbing_templates.yaml 的 reference 中写明本服务能读到的音频文件及其中所说的文字。',
  'dubbing.tool_missing':
    '无法启动 {tool}（{path}）。请在配音工作进程的机器上安装软件包 {tool}，或用 {variable} 指定程序路径。',
  'dubbing.tool_failed': 'narration_script[{index}] 配音失败：{tool} 出错：{detail}',
  'dubbing.take_empty':
    'narration_script[{index}] 配音失败：语音没有返回音频。请检查文本与朗读语言是否一致，然后重试。',
  'dubbing.take_unreadable': 'narration_script[{index}] 配音失败：语音返回的音频无法读取：{detail}。请重试任务。',
  'dubbing.take_truncated': 'narration_script[{index}] 配音失败：语音返回的音频不完整。请重试任务。',
  'dubbing.take_silent':
    'narration_script[{index}] 配音失败：语音返回的是静音。请检查文本与朗读语言是否一致，然后重试。',
  'dubbing.take_length':
    'narration_script[{index}] 配音失败：语音返回了 {seconds} 秒音频，按文本应为 {min}–{max} 秒。请检查文本与朗读语言是否一致，然后重试。',
  'editing.audio_missing':
    'dubbing_script_path：dubbing_script[{index}] 没有大于 0 的 duration_seconds，用来测量时长的文件 “{path}” 也不存在。请上传音频并使用返回的 relative_path，或填写 duration_seconds。',
  'editing.audio_unmeasurable':
    'dubbing_script_path：dubbing_script[{index}] 没有大于 0 的 duration_seconds，而 “{path}” 不是有声音内容的 WAV 文件。请填写 duration_seconds，或重新配音。',
  'editing.film_too_long':
    'dubbing_script_path：到 dubbing_script[{index}]（“{path}”）为止，音频总长已超过 {limit} 小时。duration_seconds 的单位是秒而不是毫秒，请更正。',
  'editing.no_footage': 'blueprint_path：{count} 个场景都不足一帧画面，请检查各场景的 start_time 和 end_time。',
  'narration.no_corpus': '资产 “{asset}” 还没有部署知识库：请先部署知识库（DEPLOY_RAG_CORPUS），再重试本任务。',
  'narration.retrieve_failed': '检索资产 “{asset}” 的知识库失败：{detail}。请重试任务。',
  'narration.no_scene_found': '资产 “{asset}” 的知识库里没有范围内的任何场景：请先部署这份故事的知识库，再重试本任务。',
  'narration.asset_id_missing': '缺少 payload.asset_id，故事里也没有。请填写部署知识库时使用的 asset_id。',
  'narration.narrator_unknown':
    'payload.service_params.control_params.perspective_character：故事里没有名叫 “{name}” 的人物，现有：{known}。',
  'narration.nothing_to_tell': 'blueprint_path：范围内的场景没有可讲的描述、高光或对白。请补充内容，或换一个范围。',
  'narration.no_translator':
    '没有在线翻译服务，无法把解说从 {sourceLang} 译成 {targetLang}。请为 narration 服务设置 GOOGLE_API_KEY，或把 target_lang 设为 {sourceLang}。',
  'narration.passage_too_long':
    'narration_script[{index}].narration 有 {length} 个字符，一段最多能翻译 {limit} 个，请拆分。',
  'narration.translation_missing': 'narration_script[{index}] 缺少 {targetLang} 译文，结果没有保存，请重试任务。',
  'export.format': '没有 “{format}” 这种导出格式，可用的有：{known}。',
  'export.not_completed': '任务 {id} 处于 {status} 状态，只有 COMPLETED 的任务才能导出。',
  'export.not_editing': '任务 {id} 的类型是 {type}，只有 GENERATE_EDITING_SCRIPT 任务的结果才能导出。',
  'export.fps': 'fps：“{fps}” 不是帧率。请填写每秒 1 到 240 帧，例如 25、29.97 或 30000/1001。',
  'export.no_timecode':
    'fps：每秒 {fps} 帧没有对应的时间码。请使用不超过 99 的整数帧率，或 23.976、29.97、47.952、59.94。',
  'export.timecode':
    'start_timecode：“{timecode}” 不是该帧率下的时间码。请写成 HH:MM:SS:FF，小时最大 23，帧号最大 {last}；丢帧时间码写成 HH:MM:SS;FF。',
  'export.no_drop_frame':
    'start_timecode：“{timecode}” 要求丢帧时间码，只有 29.97 和 59.94 才有。请写成 HH:MM:SS:FF，或设置 fps。',
  'export.dropped_number': 'start_timecode：丢帧时间码中没有 “{timecode}” 这个编号，请从该秒稍后的一帧开始。',
  'export.past_midnight': 'start_timecode：从 {timecode} 开始的影片会超过午夜，请提早开始。',
  'export.media_shape': 'media：请对每一章写一次 “章=路径”，或写一个 JSON 对象 {"章": "路径"}；“{text}” 两者都不是。',
  'export.media_repeated': 'media：章 “{chapter}” 给了两次，每一章只能给一个路径。',
  'export.media_chapter': 'media：影片没有用到章 “{chapter}”。用到的有：{known}。',
  'export.media_path': 'media：章 “{chapter}” 的路径为空、超过 {limit} 个字符或含有换行。',
  'export.too_many_events': '影片有 {count} 个镜头，EDL 最多编号 {limit} 个。请导出为 otio，或缩短影片。',
  'export.fps_too_low': 'fps：在该帧率下 editing_script[{index}] 有一个镜头不足一帧，请使用更高的帧率。',
  'export.script_fps': '剪辑脚本中的 fps 是 “{fps}”，不是帧率。请重新生成。',
  'export.clip_time': 'editing_script[{index}].b_roll_clips[{clip}].start_time 不是时间。请重新生成剪辑脚本。',
  'export.frames': 'editing_script[{index}]：各镜头共 {sum} 帧，而 metadata.frames 是 {said}。请重新生成剪辑脚本。',
}
