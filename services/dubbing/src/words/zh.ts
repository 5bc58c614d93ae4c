import type { en } from './en.ts'

export const zh: Record<keyof typeof en, string> = {
  done: '已用模板 {template} 为 {count} 句旁白配音，共 {seconds} 秒。',
  offline: '这里没有 {provider} 的凭据，由离线语音 {voice} 朗读。',
  recording: '已录制 {done}/{count} 段。',
  storing: '正在保存配音脚本。',
}
