/** Every sentence that this service says to people. One twin per language. */
export const en = {
  'progress.reading': 'Reading the dubbing script and the story',
  'progress.choosing': 'Looking for footage that suits each sentence',
  'progress.fitting': 'Fitting {count} sentences to frames',
  'progress.storing': 'Storing the editing script',
  'result.done':
    'The editing script has {count} sequences, {seconds} s of video at {fps} fps, all from the cited scenes.',
  'result.borrowed':
    'The editing script has {count} sequences, {seconds} s of video at {fps} fps. The cited scenes were too short: {borrowed} s come from other scenes and {reused} s are shown again.',
  'result.left': 'The model named no footage for {count} of them: it was chosen by their words.',
} as const
