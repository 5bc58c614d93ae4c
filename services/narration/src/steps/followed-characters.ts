import type { ControlParams } from '@vss/shared/contracts/narration-control.ts'
import type { Story } from '@vss/shared/story/story.ts'

/** The people to follow, split into those the story has and those it does not; nobody when all are to be told. */
export const followedCharacters = (control: ControlParams, story: Story): { known: string[]; unknown: string[] } => {
  const asked = control.character_focus.mode === 'specific' ? control.character_focus.characters : []
  const isKnown = (name: string) => story.characters.includes(name.trim())
  return { known: asked.filter(isKnown).map((name) => name.trim()), unknown: asked.filter((name) => !isKnown(name)) }
}
