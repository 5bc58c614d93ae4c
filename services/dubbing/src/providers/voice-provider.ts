import type { Units } from '@vss/shared/ai/usage.ts'
import type { Wav } from '@vss/shared/audio/wav.ts'
import { z } from 'zod'
import type { SpeechRequest, VoiceSettings } from '../speech/speech-request.ts'

/**
 * Speaks whole texts. Answers a WAV file; throws `AppError`, `RetryLaterError` where the task should be parked, or the
 * signal's reason once aborted.
 */
export type Voice = { synthesize(request: SpeechRequest): Promise<{ wav: Buffer }> }

/** A voice whose calls are paid, bound to the task that pays. */
export type LiveVoice = Voice & {
  /** False for a model without a price or limits: it is never called. */
  canSpeak(settings: VoiceSettings): boolean
  hearsDirection(settings: VoiceSettings): boolean
}

/** The voices of a task: live ones by provider, where their settings are given, and the offline one unless it is off. */
export type Voices = { live: Record<string, LiveVoice>; offline: Voice | null }

/**
 * The connection to a speech service, which speaks short texts, one paid request each. `makeChunkedVoice` makes a voice
 * of it. A part is a request whose text is one of `split`.
 */
export type Speaker = {
  /** The name of its provider. */
  provider: string
  /** Whose quota is used: never a key. */
  project: string
  /** The longest time that one `speak` takes. */
  timeoutMs: number
  /** The name under which prices and limits list the model that speaks. */
  billedModel(settings: VoiceSettings): string
  /** Whether the voice follows a direction in words. */
  hearsDirection(settings: VoiceSettings): boolean
  /** The texts of the requests that speak a text, in order. Throws 3004 when no request can hold it. */
  split(request: SpeechRequest): string[]
  /** What a part is expected to use, before it is sent. */
  estimate(part: SpeechRequest): Units
  /** Speaks one part and answers checked audio. Throws `ProviderError`, or the signal's reason once aborted. */
  speak(part: SpeechRequest): Promise<{ value: Wav; units: Units }>
}

/** A recording of a voice to replicate. `id` is the SHA-256 of clip and text: a new clip under an old name is another voice. */
export type VoiceReference = { id: string; fileName: string; audio: Buffer; text: string }

/** What `./init.sh` has to know of an environment variable. It reads it from `scripts/lib/voice-settings.tsv`. */
export type ShellSetting = {
  /** A `secret` reaches the container as a file of that content; a path names a file of the checkout that does. */
  kind: 'plain' | 'secret' | { file: string }
  /** The option that gives it on the command line. Without one it is only read from the environment and `.env`. */
  option?: `--${string}`
  /** The setting that makes this one necessary. */
  neededWith?: string
  /** The question on a terminal; of a file, what to put there. */
  text?: string
}

/** The part of a template that every provider has. */
export type VoiceTemplate = { provider: string; model: string; instruct?: string | undefined }

/** The speed of a template, as a factor: what every provider can do. */
export const templateSpeed = z.number().min(0.5).max(2)

/** What a client asked of the voice; null where it asked nothing. */
export type AskedVoice = { voice: string | null; speakingRate: number | null; speed: number | null }

/**
 * A service that speaks for money: everything the house knows of it, in one object. To add one, write such an object and
 * put it into the list in `voice-providers.ts`. Its methods get only templates of its own.
 */
export type VoiceProvider<
  Name extends string = string,
  Settings extends z.core.$ZodLooseShape = z.core.$ZodLooseShape,
  Template extends z.ZodType<VoiceTemplate> = z.ZodType<VoiceTemplate>,
> = {
  /** In templates, prices, limits and the ledger. */
  name: Name
  /** For people. */
  title: string
  /** Its environment variables. */
  settings: Settings
  /** The same for the shell. The first one is the setting without which the provider is off. */
  shell: Record<keyof Settings & string, ShellSetting>
  /** What `./init.sh` adds to "on". */
  onlyFor?: string
  /** Whether all it needs is given; a file counts when it is not empty. */
  isConfigured(settings: z.output<z.ZodObject<Settings>>): boolean
  /** A template of its own in `conf/dubbing_templates.yaml`; `provider` is the literal name. */
  template: Template
  /** The template's own speed; 1 is normal. */
  speedOf(template: z.output<Template>): number
  /** What it speaks with. Throws 3004 for a voice that the template does not have. */
  settingsFor(template: z.output<Template>, asked: AskedVoice): Pick<VoiceSettings, 'voice' | 'rate' | 'mode'>
  /** For a provider that replicates voices: the template's reference clip. Its `id` is then the voice. */
  referenceOf?(template: z.output<Template>): { audio_path: string; text: string } | undefined
  /** Answers null where settings are missing. `problem` is for the operator: what is wrong with those that are given. */
  open(
    settings: z.output<z.ZodObject<Settings>>,
    references: readonly VoiceReference[],
  ): Promise<{ speaker: Speaker | null; problem: string | null }>
}

/** Checks a provider and keeps the types of its settings and templates. */
export const defineVoiceProvider = <
  const Name extends string,
  Settings extends z.core.$ZodLooseShape,
  Template extends z.ZodType<VoiceTemplate>,
>(
  provider: VoiceProvider<Name, Settings, Template>,
): VoiceProvider<Name, Settings, Template> => provider
