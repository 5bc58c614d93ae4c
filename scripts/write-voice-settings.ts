import { writeFileSync } from 'node:fs'
import { renderVoiceSettings, VOICE_SETTINGS_FILE } from './voice-settings.ts'

writeFileSync(VOICE_SETTINGS_FILE, renderVoiceSettings())
