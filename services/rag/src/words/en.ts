/** The sentences that people read in statuses and results of this service. */
export const en = {
  deployed: 'The corpus {corpus} is live with {scenes} scenes and {facts} character facts.',
  deployed_outdated:
    'The corpus was built with {scenes} scenes, but a newer deployment of {assets} is already live and stays so.',
  facts_skipped: '{skipped} rows of the facts file were left out: incomplete, or about scenes the story does not have.',
  story_notes: '{notes} places of the story were repaired while reading; the report lists them.',
  other_language: 'The story is in {story}, not {asked}, so this was done in {story}.',
  identified: 'Facts found: {facts}; characters: {characters}.',
  not_in_story: 'Not in the story: {names}.',
  facts_unproved: '{unproved} more that the model told were left out: the story does not say so.',
  offline_finder: 'Found by rules, without a language model.',
  progress_reading: 'Reading the story',
  progress_writing: 'Writing scene documents',
  progress_embedding: 'Learning what scenes are about: {done} of {total}',
  progress_finding: 'Looking for facts: {done} of {total}',
  language_zh: 'Chinese',
  language_en: 'English',
} as const
