import type { en } from './en.ts'

export const zh: Record<keyof typeof en, string> = {
  'progress.reading': '正在读取配音脚本和故事',
  'progress.choosing': '正在为每句旁白寻找合适的画面',
  'progress.fitting': '正在把 {count} 句旁白对齐到帧',
  'progress.storing': '正在保存剪辑脚本',
  'result.done': '剪辑脚本共 {count} 段，视频 {seconds} 秒，{fps} 帧/秒，画面全部来自所引用的场景。',
  'result.borrowed':
    '剪辑脚本共 {count} 段，视频 {seconds} 秒，{fps} 帧/秒。引用的场景不够长：{borrowed} 秒取自其他场景，{reused} 秒为重复画面。',
  'result.left': '其中 {count} 句模型没有选出画面，改按文字选取。',
}
