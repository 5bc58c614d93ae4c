import type { People } from '../../language/find-people.ts'

/** A line of dialogue and who hears it. */
export type SpokenLine = {
  text: string
  speaker: string
  /** Null when it is not clear whom the line is for. */
  listener: string | null
  /** Everyone in the scene. */
  present: readonly string[]
}

/** A line made indirect: what follows "says that", "asks" or "tells … to". */
export type ReportedSpeech = {
  kind: 'say' | 'ask' | 'order'
  clause: string
  /** Whom the line turned out to be for. */
  listener: string | null
  /** How the clause speaks of the listener: not at all, by a word that needs their name before it, or by name. */
  listenerIn: 'none' | 'pointed' | 'named'
  /** Whether it begins with the first sentence of the line: only then it can be an answer. */
  fromStart: boolean
}

/** Who is telling, in first person; null for a narrator outside the story. */
export type Teller = { name: string } | null

export type ReportSpeech = (line: SpokenLine, people: People, teller: Teller) => ReportedSpeech | null
