import { checkNames, refuse } from "./timecode-list.ts";

/** What a clip is called. */
export interface ClipLabel {
  readonly title: string;
  readonly clipType: string;
}

/**
 * Reads `title | clip type`, as clips and markers are named where there is but one name for them; of several bars the
 * last one counts. @returns undefined where there is none.
 */
export function splitLabel(text: string): ClipLabel | undefined {
  const bar = text.lastIndexOf("|");
  if (bar < 0) return undefined;
  return { title: text.slice(0, bar).trim(), clipType: text.slice(bar + 1).trim() };
}

/** Writes what {@link splitLabel} reads. */
export const joinLabel = ({ title, clipType }: ClipLabel): string => `${title} | ${clipType}`;

/** Reads the label that a clip must have. @throws MediaFormatError with the line. */
export function labelOf(text: string, line: number): ClipLabel {
  const label = splitLabel(text);
  if (!label) {
    const found = text.trim() === "" ? "the clip has no name" : `the clip is called ${JSON.stringify(text)}`;
    refuse(line, `${found}, and not "title | clip type"`);
  }
  checkNames(label.title, label.clipType, line);
  return label;
}
