import type { SeenObject } from "./nets/centernet.ts";
import { kindOf } from "./nets/coco.ts";
import type { Colour } from "./pictures/colours.ts";
import type { StillFindings } from "./still.ts";
import { ANIMAL_NAMED, OBJECT_SEEN, SMALL, SMALL_SEEN, THING_SEEN } from "./thresholds.ts";

/** What a glance at a stretch brought: the findings in its first frame, and whether the camera moved after it. */
export interface Seen {
  readonly frame: number;
  readonly findings: StillFindings;
  readonly moves: boolean | undefined;
}

/** What is seen in a stretch of a video. */
export interface Scene {
  /** Things by their names, the most sure first, with how many were seen at once. */
  readonly objects: readonly SceneObject[];
  /** There is an animal, whether its name is among the objects or not. */
  readonly animal: boolean;
  /** Faces seen at once. */
  readonly faces: number;
  /** A face takes up much of the picture. */
  readonly closeUp: boolean;
  /** Lines of text, each once, in the order in which they are read. */
  readonly texts: readonly string[];
  /** Colours that make up a good part, the largest first. */
  readonly colours: readonly Colour[];
  /** One colour makes up most. */
  readonly mostly: Colour | null;
  readonly brightness: "dark" | "medium" | "bright";
  readonly isBlack: boolean;
  readonly isGrey: boolean;
  /** Null where the pictures do not tell. */
  readonly camera: "still" | "moving" | null;
}

export interface SceneObject {
  readonly name: string;
  readonly count: number;
  /** The best score. */
  readonly score: number;
}

/** Share of the picture that makes a colour worth a word, and that makes it the picture's. */
const GOOD_PART = 0.15;
const MOST = 0.5;
const COLOURS = 3;
/** Mean light below which a scene is dark, and above which it is bright. */
const DARK = 0.3;
const BRIGHT = 0.8;
/** Share of the picture's height from which on a face is close up. */
const CLOSE = 0.4;

/** Puts together what the glances at a stretch brought. */
export function sceneOf(glances: readonly Seen[]): Scene {
  const findings = glances.map((glance) => glance.findings);
  const faces = findings.map((still) => still.faces);
  const looks = findings.map(({ look }) => look).filter(({ isBlack }) => !isBlack);
  const shares = colourShares(looks.map(({ colours }) => colours));
  const light = mean(looks.map((look) => look.light));
  const moves = glances.map((glance) => glance.moves).filter((moved) => moved !== undefined);
  const [first] = shares;
  const objects = objectsOf(findings);
  return {
    objects,
    animal: objects.some(isAnimal) || hintsAtAnimal(findings),
    faces: Math.max(0, ...faces.map(({ length }) => length)),
    closeUp: faces.flat().some(({ box }) => box.height >= CLOSE),
    texts: linesOnce(findings),
    colours: shares
      .filter(([, share]) => share >= GOOD_PART)
      .slice(0, COLOURS)
      .map(([name]) => name),
    mostly: first && first[1] >= MOST ? first[0] : null,
    brightness: light < DARK ? "dark" : light > BRIGHT ? "bright" : "medium",
    isBlack: looks.length === 0,
    isGrey: looks.length > 0 && looks.every(({ isGrey }) => isGrey),
    camera: moves.length === 0 ? null : moves.filter(Boolean).length * 2 > moves.length ? "moving" : "still",
  };
}

function isSeen({ name, score, box }: SeenObject): boolean {
  const kind = name === "person" ? name : kindOf(name);
  if (kind === "person" || kind === "vehicle") return score >= OBJECT_SEEN;
  if (box.width * box.height < SMALL) return score >= SMALL_SEEN;
  return score >= (kind === "animal" ? OBJECT_SEEN : THING_SEEN);
}

/** Glances that must have the hint of an animal for there to be one: which one it is stays open. */
const HINTS = 2;

function hintsAtAnimal(findings: readonly StillFindings[]): boolean {
  return findings.filter(({ objects }) => objects.some(isAnimal)).length >= HINTS;
}

function isAnimal({ name }: { readonly name: string }): boolean {
  return kindOf(name) === "animal";
}

function objectsOf(findings: readonly StillFindings[]): SceneObject[] {
  const found = new Map<string, SceneObject>();
  for (const { objects } of findings) {
    const seen = objects.filter(isSeen);
    for (const [name, same] of Map.groupBy(seen, (object) => object.name)) {
      const before = found.get(name);
      const score = Math.max(before?.score ?? 0, ...same.map((object) => object.score));
      found.set(name, { name, score, count: Math.max(before?.count ?? 0, same.length) });
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score);
}

/** Whether a thing is what its name says: of animals the model may know no more than that they are some. */
export function isNameSure({ name, score }: SceneObject): boolean {
  return kindOf(name) !== "animal" || score >= ANIMAL_NAMED;
}

/** Names of things and their kinds, and whether there are faces: what a moment is labelled with. */
export function labelsOf({ objects, animal, faces }: Scene): string[] {
  const names = objects.filter(isNameSure).map(({ name }) => name);
  const vehicle = names.some((name) => kindOf(name) === "vehicle");
  return [
    ...names,
    ...(animal ? ["animal"] : []),
    ...(vehicle ? ["vehicle"] : []),
    ...(faces > 0 ? ["face"] : []),
  ];
}

function linesOnce(findings: readonly StillFindings[]): string[] {
  const lines = new Map<string, string>();
  for (const { text } of findings.flatMap(({ texts }) => texts)) {
    const key = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    if (!lines.has(key)) lines.set(key, text);
  }
  return [...lines.values()];
}

/** Mean shares of colours, the largest first. */
function colourShares(stills: readonly StillFindings["look"]["colours"][]): [Colour, number][] {
  const sums = new Map<Colour, number>();
  for (const still of stills) {
    for (const [name, share] of Object.entries(still) as [Colour, number][]) {
      sums.set(name, (sums.get(name) ?? 0) + share / stills.length);
    }
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
