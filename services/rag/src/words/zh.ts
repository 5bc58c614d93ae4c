import type { en } from './en.ts'

export const zh: Record<keyof typeof en, string> = {
  deployed: '语料库 {corpus} 已上线，共 {scenes} 个场景、{facts} 条人物事实。',
  deployed_outdated: '语料库已生成，共 {scenes} 个场景；但 {assets} 已有更新的部署在线，本次部署不会替换它。',
  facts_skipped: '人物事实文件中有 {skipped} 行未采用：内容不完整，或指向故事里没有的场景。',
  story_notes: '读取故事时修复了 {notes} 处问题，详见报告。',
  other_language: '故事是{story}，不是{asked}，因此按{story}处理。',
  identified: '共找到 {characters} 个角色的 {facts} 条事实。',
  not_in_story: '故事中没有：{names}。',
  facts_unproved: '模型另外给出的 {unproved} 条因在故事原文中找不到依据，未采用。',
  offline_finder: '由规则识别，未使用语言模型。',
  progress_reading: '正在读取故事',
  progress_writing: '正在写入场景文档',
  progress_embedding: '正在理解场景含义：{done} / {total}',
  progress_finding: '正在查找人物事实：{done} / {total}',
  language_zh: '中文',
  language_en: '英文',
}
