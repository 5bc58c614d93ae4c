/** The words of this service that people read: progress, and the message of a result. */
export const en = {
  done: 'Dubbed {count} sentences, {seconds} s in all, with template {template}.',
  offline: '{provider} has no credentials here, so the offline voice {voice} spoke them.',
  recording: 'Recorded {done} of {count} takes.',
  storing: 'Storing the dubbing script.',
} as const
