import type { Story } from '@vss/shared/story/story.ts'

/** Whom to look at: the names asked for, each once; without any, everyone who speaks, by first appearance. */
export const pickCharacters = (story: Story, asked: readonly string[] | null | undefined): string[] => {
  const names = (asked ?? []).map((name) => name.trim()).filter((name) => name !== '')
  if (names.length) return [...new Set(names)]
  return [...new Set(story.scenes.flatMap(({ dialogues }) => dialogues.flatMap(({ speaker }) => speaker ?? [])))]
}
