/** A labelled part of a scene document. Search reads the text; the label is for people and models. */
export type Section = { label: string; text: string }
