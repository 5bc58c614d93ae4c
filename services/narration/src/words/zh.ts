import type { en } from './en.ts'

export const zh: Record<keyof typeof en, string> = {
  reading: '正在读取故事',
  retrieving: '正在检索相关场景',
  writing: '正在撰写解说',
  pacing: '正在核对解说与画面时长',
  translating: '正在翻译解说',
  done: '解说稿已完成：共 {segments} 段，约 {minutes} 分钟，讲述 {scenes} 个场景。',
  localized: '已按 {lang} 的语速核对 {segments} 段，约 {minutes} 分钟。',
  told_in_story_language: '故事是 {storyLang}，当前没有配置翻译服务，因此用 {storyLang} 讲述，而不是 {asked}。',
  target_cut: '范围内的画面大约只能承载 {carried} 分钟解说，目标 {target} 分钟已相应缩短。',
  draft_cut: '初稿约 {drafted} 分钟，超出计划的 {planned} 分钟：压缩 {shortened} 段，略去最次要的 {left} 段。',
  material_short: '场景资料太少，不足以讲满 {planned} 分钟；没有凭空编造来凑时长。',
  scenes_dropped: '知识库中有 {count} 个场景不在这份故事里，已忽略。请重新部署知识库，使两者一致。',
  segments_removed: '有 {count} 段找不到场景依据，已删除。',
  rate_replaced: '语速 {asked} 与语言不符，已改用 {rate}。',
  too_long: '有 {count} 段仍长于对应画面，已标注 validation_error。',
  characters_unknown: '故事里没有名叫{names}的人物。',
}
