import type { ListedClip, TimecodeList } from "../list/timecode-list.ts";
import { type BareFinding, named } from "./compare-cuts.ts";

/**
 * What a list lacks, and which of its clips are not as long as their type.
 * @param asked clip types that every title must have: a missing one is an error.
 * @param clipTypes nominal frames of all that there are; of those that nobody asked for, a missing one is a warning.
 */
export function checkContent(
  { clips }: TimecodeList,
  asked: Readonly<Record<string, number>>,
  clipTypes: Readonly<Record<string, number>>,
): BareFinding[] {
  return [...missing(clips, asked, clipTypes), ...lengths(clips, clipTypes)].sort((a, b) => a.line - b.line);
}

function missing(
  clips: readonly ListedClip[],
  asked: Readonly<Record<string, number>>,
  clipTypes: Readonly<Record<string, number>>,
): BareFinding[] {
  const titles = new Map<string, { readonly first: ListedClip; readonly types: Set<string> }>();
  for (const clip of clips) {
    const known = titles.get(clip.title) ?? { first: clip, types: new Set<string>() };
    known.types.add(clip.clipType);
    titles.set(clip.title, known);
  }
  const all = Object.keys({ ...clipTypes, ...asked });
  return [...titles.values()].flatMap(({ first, types }) =>
    all
      .filter((clipType) => !types.has(clipType))
      .map((clipType) => ({
        ...{ kind: "missing" as const, line: first.line, title: first.title, clipType },
        severity: Object.hasOwn(asked, clipType) ? ("error" as const) : ("warning" as const),
        message: `line ${first.line}: ${first.title} has no clip of the type ${clipType}`,
      })),
  );
}

function lengths(clips: readonly ListedClip[], clipTypes: Readonly<Record<string, number>>): BareFinding[] {
  return clips.flatMap((clip) => {
    const [frames, nominal = 0] = [clip.end - clip.first, clipTypes[clip.clipType]];
    if (frames === nominal) return [];
    const message = `line ${clip.line}: lasts ${frames} frames; ${clip.clipType} is ${nominal}`;
    return { ...{ kind: "length", severity: "warning", message }, ...named(clip) };
  });
}
