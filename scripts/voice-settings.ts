import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ShellSetting, VoiceProvider } from '../services/dubbing/src/providers/voice-provider.ts'
import { liveProviders } from '../services/dubbing/src/providers/voice-providers.ts'

/** Where the shell reads which settings voice providers have. */
export const VOICE_SETTINGS_FILE = fileURLToPath(new URL('./lib/voice-settings.tsv', import.meta.url))

/** Every setting of a voice provider, as the shell takes it. */
export const voiceShellSettings: readonly (ShellSetting & { title: string; name: string })[] = liveProviders.flatMap(
  ({ title, shell }: VoiceProvider) => Object.entries(shell).map(([name, setting]) => ({ title, name, ...setting })),
)

/** The file under `secrets/` that a container mounts; null for a setting that it gets as it is. */
export const secretFileOf = ({ name, kind }: ShellSetting & { name: string }): string | null => {
  if (typeof kind === 'object') return basename(kind.file).replaceAll('-', '_')
  return kind === 'secret' ? name.toLowerCase() : null
}

const HEADER = `# The voice providers and their settings, for ./init.sh. Written by \`pnpm voice-settings\` from the list in
# services/dubbing/src/providers/voice-providers.ts: do not edit. \`-\` is none. First what switches a provider on.
# provider	setting	kind	option	needed with	text
`

const kindOf = ({ kind }: ShellSetting): string => (typeof kind === 'object' ? `file:${kind.file}` : kind)
const toLine = (...fields: (string | undefined)[]): string => `${fields.map((field) => field ?? '-').join('\t')}\n`

/** The provider itself with what switches it on, a setting or a file, and then each of its settings. */
const renderProvider = ({ title, shell, onlyFor }: VoiceProvider): string => {
  const settings = Object.entries(shell)
  const [[switchName, { kind }] = ['-', { kind: 'plain' as const }]] = settings
  return [
    toLine(title, typeof kind === 'object' ? kind.file : switchName, 'provider', undefined, undefined, onlyFor),
    ...settings.map(([name, setting]) =>
      toLine(title, name, kindOf(setting), setting.option, setting.neededWith, setting.text),
    ),
  ].join('')
}

/** The content of that file: tab-separated lines, as bash reads them. */
export const renderVoiceSettings = (): string => HEADER + liveProviders.map((each) => renderProvider(each)).join('')
