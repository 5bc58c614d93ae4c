export type TranslateRequest = { texts: string[]; sourceLang: string; targetLang: string }

/** Translates narration, one text for one text and in the same order. */
export type Translator = {
  model: string
  translate(request: TranslateRequest, signal: AbortSignal): Promise<string[]>
}
