/** The sentences of this service that people read: progress, and the message of a result. */
export const en = {
  reading: 'Reading the story',
  retrieving: 'Looking for the scenes that matter',
  writing: 'Writing the narration',
  pacing: 'Fitting the narration to the footage',
  translating: 'Translating the narration',
  done: 'Narration ready: {segments} segments, about {minutes} minutes, telling {scenes} scenes.',
  localized: '{segments} segments paced in {lang}, about {minutes} minutes.',
  told_in_story_language:
    'The story is in {storyLang} and no translator is configured, so it is told in {storyLang}, not in {asked}.',
  target_cut:
    'The footage in scope carries about {carried} minutes of speech, so the target of {target} minutes was cut to that.',
  draft_cut:
    'What was written first took about {drafted} minutes of the {planned} planned. Segments told shorter: {shortened}; left out, as they matter least: {left}.',
  material_short:
    'The story says too little about its scenes to fill {planned} minutes; nothing was invented to stretch it.',
  scenes_dropped:
    '{count} scenes of the corpus are not in this story and were left out. Deploy the corpus again to bring both in line.',
  segments_removed: '{count} segments were removed because no scene supports them.',
  rate_replaced: 'The speaking rate {asked} does not fit the language; {rate} is used.',
  too_long: '{count} segments stay longer than their footage; they carry validation_error.',
  characters_unknown: 'Nobody in the story is called {names}.',
} as const
